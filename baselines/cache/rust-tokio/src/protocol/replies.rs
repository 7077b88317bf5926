//! Every fixed reply, as memcached 1.6.18 words it. A module of its own so that wording is read and
//! compared in one place.

pub type Reply = &'static [u8];

pub const END: Reply = b"END\r\n";
pub const STORED: Reply = b"STORED\r\n";
pub const NOT_STORED: Reply = b"NOT_STORED\r\n";
pub const EXISTS: Reply = b"EXISTS\r\n";
pub const NOT_FOUND: Reply = b"NOT_FOUND\r\n";
pub const DELETED: Reply = b"DELETED\r\n";
pub const TOUCHED: Reply = b"TOUCHED\r\n";
pub const OK: Reply = b"OK\r\n";
pub const RESET: Reply = b"RESET\r\n";
pub const META_NO_OP: Reply = b"MN\r\n";

pub const ERROR: Reply = b"ERROR\r\n";
pub const BAD_FORMAT: Reply = b"CLIENT_ERROR bad command line format\r\n";
pub const BAD_CHUNK: Reply = b"CLIENT_ERROR bad data chunk\r\n";
pub const BAD_DELETE: Reply =
    b"CLIENT_ERROR bad command line format.  Usage: delete <key> [noreply]\r\n";
pub const BAD_DELTA: Reply = b"CLIENT_ERROR invalid numeric delta argument\r\n";
pub const BAD_EXPIRY: Reply = b"CLIENT_ERROR invalid exptime argument\r\n";
pub const NOT_NUMERIC: Reply = b"CLIENT_ERROR cannot increment or decrement non-numeric value\r\n";
pub const TOO_LARGE: Reply = b"SERVER_ERROR object too large for cache\r\n";

pub const DUPLICATE_FLAG: Reply = b"CLIENT_ERROR duplicate flag\r\n";
pub const INVALID_FLAG: Reply = b"CLIENT_ERROR invalid flag\r\n";
/// What `md` and `ma` say whatever is wrong with their flags.
pub const INVALID_OR_DUPLICATE_FLAG: Reply = b"CLIENT_ERROR invalid or duplicate flag\r\n";
pub const TOO_MANY_FLAGS: Reply = b"CLIENT_ERROR options flags too long\r\n";
/// The same of `mg`, which words it otherwise.
pub const TOO_MANY_MG_FLAGS: Reply = b"CLIENT_ERROR options flags are too long\r\n";
pub const OPAQUE_TOO_LONG: Reply = b"CLIENT_ERROR opaque token too long\r\n";
pub const BAD_TOKEN: Reply = b"CLIENT_ERROR bad token in command line format\r\n";
pub const BAD_MODE_LENGTH: Reply = b"CLIENT_ERROR incorrect length for M token\r\n";
pub const BAD_MS_MODE: Reply = b"CLIENT_ERROR invalid mode for ms M token\r\n";
pub const BAD_MA_MODE: Reply = b"CLIENT_ERROR invalid mode for ma M token\r\n";
pub const BAD_INITIAL: Reply = b"CLIENT_ERROR invalid numeric initial value\r\n";
pub const BAD_META_DELTA: Reply = b"CLIENT_ERROR invalid numeric delta value\r\n";
