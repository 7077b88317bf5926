// Every fixed reply of the text protocol, as memcached 1.6.18 sends it, ready as bytes. Its own
// file so that wording is read and compared in one place.

function line(text: string): Buffer {
  return Buffer.from(`${text}\r\n`);
}

export const STORED = line("STORED");
export const NOT_STORED = line("NOT_STORED");
export const EXISTS = line("EXISTS");
export const NOT_FOUND = line("NOT_FOUND");
export const DELETED = line("DELETED");
export const TOUCHED = line("TOUCHED");
export const END = line("END");
export const OK = line("OK");
export const RESET = line("RESET");
export const NO_OP = line("MN");
export const META_MISS = line("EN");
export const ERROR = line("ERROR");
export const BAD_FORMAT = line("CLIENT_ERROR bad command line format");
export const BAD_CHUNK = line("CLIENT_ERROR bad data chunk");
export const BAD_DELETE = line(
  "CLIENT_ERROR bad command line format.  Usage: delete <key> [noreply]",
);
export const BAD_DELTA = line("CLIENT_ERROR invalid numeric delta argument");
export const BAD_EXPIRY = line("CLIENT_ERROR invalid exptime argument");
export const NOT_NUMERIC = line("CLIENT_ERROR cannot increment or decrement non-numeric value");
export const BAD_KEY = line("CLIENT_ERROR error decoding key");
export const BAD_TOKEN = line("CLIENT_ERROR bad token in command line format");
export const BAD_DELTA_FLAG = line("CLIENT_ERROR invalid numeric delta value");
export const BAD_INITIAL_FLAG = line("CLIENT_ERROR invalid numeric initial value");
export const BAD_MODE_LENGTH = line("CLIENT_ERROR incorrect length for M token");
export const BAD_SET_MODE = line("CLIENT_ERROR invalid mode for ms M token");
export const BAD_ARITHMETIC_MODE = line("CLIENT_ERROR invalid mode for ma M token");
export const DUPLICATE_FLAG = line("CLIENT_ERROR duplicate flag");
export const INVALID_FLAG = line("CLIENT_ERROR invalid flag");
export const INVALID_OR_DUPLICATE_FLAG = line("CLIENT_ERROR invalid or duplicate flag");
export const OPAQUE_TOO_LONG = line("CLIENT_ERROR opaque token too long");
export const TOO_MANY_GET_FLAGS = line("CLIENT_ERROR options flags are too long");
export const TOO_MANY_FLAGS = line("CLIENT_ERROR options flags too long");
export const TOO_LARGE = line("SERVER_ERROR object too large for cache");
