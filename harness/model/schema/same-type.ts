// A proof at compile time that a schema and a hand-written type say the same.
//
// Its own file because each schema's test uses it. Assignability both ways is not enough: a schema
// that forgot an optional key would pass. So the two are compared for identity, after both are made
// read-only to the bottom.

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

type Identical<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/**
 * `true` if and only if A and B have the same keys, optional ones included, and the same types
 * below.
 */
export type Same<A, B> = Identical<DeepReadonly<A>, DeepReadonly<B>>;
