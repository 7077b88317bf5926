// The numbers of this workload's random streams, in one place so that no two draws share a stream
// by accident. Based at 0xca00, away from the small numbers that a schedule drawn from the same
// seed may use.

/** Whether request n is a get or a set. */
export const KIND_STREAM = 0xca00;
/** Which key request n asks for. */
export const KEY_CHOICE_STREAM = 0xca01;
/** Which keys are popular. */
export const POPULARITY_STREAM = 0xca02;
/** The id inside a key's name. */
export const KEY_ID_STREAM = 0xca03;
/** The length of a key's name. */
export const KEY_LENGTH_STREAM = 0xca04;
/** The length of a value: two streams, as a normal draw needs two uniform ones. */
export const VALUE_LENGTH_STREAM = 0xca05;
export const VALUE_LENGTH_ANGLE_STREAM = 0xca06;
/** The bytes of values. */
export const VALUE_BYTES_STREAM = 0xca07;
