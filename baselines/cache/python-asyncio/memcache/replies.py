"""Every fixed reply of the text protocol, as memcached 1.6.18 words it.

A module of its own so that wording is read and compared in one place.
"""

from typing import Final

VALUE: Final = b"VALUE "
END: Final = b"END\r\n"
STORED: Final = b"STORED\r\n"
NOT_STORED: Final = b"NOT_STORED\r\n"
EXISTS: Final = b"EXISTS\r\n"
NOT_FOUND: Final = b"NOT_FOUND\r\n"
DELETED: Final = b"DELETED\r\n"
TOUCHED: Final = b"TOUCHED\r\n"
OK: Final = b"OK\r\n"
RESET: Final = b"RESET\r\n"
ERROR: Final = b"ERROR\r\n"
BAD_FORMAT: Final = b"CLIENT_ERROR bad command line format\r\n"
BAD_CHUNK: Final = b"CLIENT_ERROR bad data chunk\r\n"
BAD_DELETE: Final = b"CLIENT_ERROR bad command line format.  Usage: delete <key> [noreply]\r\n"
BAD_DELTA: Final = b"CLIENT_ERROR invalid numeric delta argument\r\n"
BAD_EXPIRY: Final = b"CLIENT_ERROR invalid exptime argument\r\n"
NOT_NUMERIC: Final = b"CLIENT_ERROR cannot increment or decrement non-numeric value\r\n"
TOO_LARGE: Final = b"SERVER_ERROR object too large for cache\r\n"
META_DONE: Final = b"HD\r\n"
META_MISS: Final = b"EN\r\n"
META_END: Final = b"MN\r\n"
DUPLICATE_FLAG: Final = b"CLIENT_ERROR duplicate flag\r\n"
INVALID_FLAG: Final = b"CLIENT_ERROR invalid flag\r\n"
# What md and ma say of both, and of a number that is none.
BAD_MA_FLAGS: Final = b"CLIENT_ERROR invalid or duplicate flag\r\n"
BAD_TOKEN: Final = b"CLIENT_ERROR bad token in command line format\r\n"
BAD_INITIAL: Final = b"CLIENT_ERROR invalid numeric initial value\r\n"
BAD_META_DELTA: Final = b"CLIENT_ERROR invalid numeric delta value\r\n"
BAD_MODE_LENGTH: Final = b"CLIENT_ERROR incorrect length for M token\r\n"
BAD_MS_MODE: Final = b"CLIENT_ERROR invalid mode for ms M token\r\n"
BAD_MA_MODE: Final = b"CLIENT_ERROR invalid mode for ma M token\r\n"
OPAQUE_TOO_LONG: Final = b"CLIENT_ERROR opaque token too long\r\n"
