// What can be wrong with bytes that should be an HTTP/1.x reply: numbers for the hot path, and half
// a sentence for each. Its own file because all parts of the codec return them.

/** No fault: more bytes are needed. */
export const INCOMPLETE = -1;
export const NOT_HTTP = -2;
export const BAD_HEADER = -3;
export const HEAD_TOO_LONG = -4;
export const BAD_LENGTH = -5;
export const BAD_CHUNK = -6;
export const REPLY_TOO_LONG = -7;
export const UNASKED = -8;
export const SWITCHED = -9;

/** All headers of a reply together, those of interim replies before it included. */
export const HEAD_BYTES_MAX = 65_536;
/** As the largest memcached reply: a generator holds one of them for each connection. */
export const REPLY_BYTES_MAX = 16 * 1_048_576;

const TEXTS: Readonly<Record<number, string>> = {
  [NOT_HTTP]: "not an HTTP/1.0 or HTTP/1.1 reply",
  [BAD_HEADER]: "a header line that is none",
  [HEAD_TOO_LONG]: `headers of more than ${HEAD_BYTES_MAX} bytes`,
  [BAD_LENGTH]: "a Content-Length that is no number, or two that differ",
  [BAD_CHUNK]: "a chunk that is none",
  [REPLY_TOO_LONG]: `a reply of more than ${REPLY_BYTES_MAX} bytes`,
  [UNASKED]: "a reply that nobody asked for",
  [SWITCHED]: "a switch to another protocol",
};

export function faultText(fault: number): string {
  return TEXTS[fault] ?? "not HTTP/1.1";
}
