// What can be wrong with a cache's reply: small codes for the hot path, one sentence each for the
// report. How they are found is oracle.ts's.

export const RIGHT = 0;
export const REFUSED = 1;
export const NOT_STORED = 2;
export const MISSED = 3;
export const NO_VALUE_LINE = 4;
export const WRONG_KEY = 5;
export const WRONG_FLAGS = 6;
export const WRONG_LENGTH = 7;
export const WRONG_FRAME = 8;
export const WRONG_CHECK = 9;
export const OTHER_KEYS_VALUE = 10;
export const STALE = 11;
export const NEVER_SENT = 12;
export const WRONG_BYTES = 13;
export const WRONG_OPAQUE = 14;
export const NO_CAS_NUMBER = 15;

const SENTENCES: readonly string[] = [
  "The reply is right.",
  "The request was refused; a get must be answered with a value, a set with STORED or HD.",
  "A set was answered with something else than the line STORED, an ms than HD.",
  "A get missed a stored key: every key is prefilled and none expires, so a value was expected.",
  "A get was answered with something else than a VALUE or VA line and its data.",
  "The value's line names another key than the one asked for.",
  "The value's line states other flags than the 0 that was stored.",
  "The value's line states another length than the one that was stored.",
  "The data is not as long as its line states, or CR LF does not follow it.",
  "The value's check word does not fit its key and version: the value is damaged.",
  "The value belongs to another key than the one asked for.",
  "The value is stale: a newer version was expected, acknowledged before this get was sent.",
  "The value's version is newer than any that was sent for this key.",
  "The value's bytes differ from the ones that were stored, behind a sound header.",
  "The VA line does not return the opaque of the mg that it answers.",
  "The VA line has no CAS number where the mg asked for one.",
];

/** The sentence of a mismatch code. */
export function mismatchSentence(code: number): string {
  return SENTENCES[code] ?? `Unknown mismatch code ${code}.`;
}
