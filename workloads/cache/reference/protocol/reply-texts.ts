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
export const ERROR = line("ERROR");
export const BAD_FORMAT = line("CLIENT_ERROR bad command line format");
export const BAD_CHUNK = line("CLIENT_ERROR bad data chunk");
export const BAD_DELETE = line(
  "CLIENT_ERROR bad command line format.  Usage: delete <key> [noreply]",
);
export const BAD_DELTA = line("CLIENT_ERROR invalid numeric delta argument");
export const BAD_EXPIRY = line("CLIENT_ERROR invalid exptime argument");
export const NOT_NUMERIC = line("CLIENT_ERROR cannot increment or decrement non-numeric value");
export const TOO_LARGE = line("SERVER_ERROR object too large for cache");
