// The outcome of reading something that people or other programs wrote: the value, or every problem
// at once.
//
// Its own file because each schema and its callers share it. Problems are whole sentences, ready to
// be printed.

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] };
