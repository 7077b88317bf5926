// Names, lengths and bytes of all keys and values of a run, built once from (number of keys, seed).
// Both the writer of requests and the oracle need the same three tables, so neither owns them.

import { KeyNames } from "./keys.ts";
import { ObjectSizes } from "./sizes.ts";
import { ValueBytes } from "./values.ts";

export class CacheObjects {
  readonly sizes: ObjectSizes;
  readonly names: KeyNames;
  readonly values: ValueBytes;

  constructor(keys: number, seed: number) {
    this.sizes = new ObjectSizes(keys, seed);
    this.names = new KeyNames(this.sizes, seed);
    this.values = new ValueBytes(this.sizes, seed);
  }
}
