// Keys that are not printable: meta commands give and get them in base64. Its own file because of
// memcached's leniency: bytes that are no base64 are passed over, what is left must be whole groups
// of four.

const ALPHABET = /[^A-Za-z0-9+/=]/g;
const GROUP_CHARS = 4;

/** Decodes source[from … to) into target[0 …). @returns the length, 0 where it is no base64 */
export function decodeKey(source: Buffer, from: number, to: number, target: Buffer): number {
  const text = source.toString("latin1", from, to).replace(ALPHABET, "");
  if (text.length % GROUP_CHARS !== 0) return 0;
  return target.write(text, "base64");
}

/** Writes source[from … to) in base64 at target[at …). @returns the position behind it */
export function encodeKey(
  source: Buffer,
  [from, to]: readonly [from: number, to: number],
  target: Buffer,
  at: number,
): number {
  return at + target.write(source.toString("base64", from, to), at, "latin1");
}
