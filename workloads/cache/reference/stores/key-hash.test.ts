// The hash against what an ideal one would do: seeded keys of every length, all in the places of a
// test.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KeyHash } from "./key-hash.ts";

function hashOf(hash: KeyHash, key: string): readonly [number, number] {
  const bytes = Buffer.from(`..${key}..`);
  hash.compute(bytes, 2, bytes.length - 2);
  return [hash.place, hash.tag];
}

describe("KeyHash", () => {
  it("depends on the bytes of the key alone, and on the seed", () => {
    const hash = new KeyHash(1);
    const bytes = Buffer.from("some-key");
    hash.compute(bytes, 0, bytes.length);
    assert.deepEqual([hash.place, hash.tag], hashOf(hash, "some-key"));
    const other = hashOf(new KeyHash(2), "some-key");
    assert.notEqual(other[0], hash.place);
    assert.notEqual(other[1], hash.tag);
  });

  it("fills 1,024 places evenly with 65,536 counted keys, in either lane", () => {
    const hash = new KeyHash(7);
    const counts = [new Uint32Array(1_024), new Uint32Array(1_024)];
    for (let key = 0; key < 65_536; key++) {
      hashOf(hash, `key-${key}`).forEach((lane, index) => {
        const counted = counts[index] as Uint32Array;
        counted[lane % 1_024] = (counted[lane % 1_024] as number) + 1;
      });
    }
    for (const counted of counts) {
      const chiSquare = counted.reduce((sum, count) => sum + (count - 64) ** 2 / 64, 0);
      // 1,023 degrees of freedom: mean 1,023, standard deviation 45; five of them either way.
      assert.ok(chiSquare > 797 && chiSquare < 1_249, `chi-square ${chiSquare}`);
    }
  });

  it("tells keys apart that differ in length or in one bit", () => {
    const hash = new KeyHash(3);
    const seen = new Set<string>();
    const keys = [
      "",
      "\0",
      "\0\0",
      "\0\0\0",
      "\0\0\0\0",
      "a",
      "b",
      "aaaa",
      "aaab",
      "aaaaa",
      "aaaab",
    ];
    for (const key of keys) for (const lane of hashOf(hash, key)) seen.add(`${lane}`);
    assert.equal(seen.size, 2 * keys.length);
  });
});
