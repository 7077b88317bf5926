// The drawn lengths against the distributions they claim, from a fixed seed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ObjectSizes, VALUE_BYTES_MAX, VALUE_BYTES_MIN } from "./sizes.ts";
import { workload } from "./workload.ts";

const COUNT = 400_000;
const sizes = new ObjectSizes(COUNT, 1);
const keys = [...Array(COUNT).keys()];
const valueBytes = Float64Array.from(keys, (key) => sizes.valueBytes(key)).sort();

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.floor(sorted.length * share)] as number;
}

test("value lengths are log-normal with median 192 and sigma 1, clipped to 16 … 8,192", () => {
  // A quantile of 400,000 draws lies within 1 % of the law's (4 standard errors at these shares).
  const near = (share: number, expected: number) =>
    assert.ok(Math.abs(quantile(valueBytes, share) / expected - 1) < 0.01, `share ${share}`);
  near(0.5, 192);
  near(0.1587, 192 / Math.E);
  near(0.8413, 192 * Math.E);
  assert.equal(valueBytes[0], VALUE_BYTES_MIN);
  assert.equal(valueBytes[COUNT - 1], VALUE_BYTES_MAX);
});

test("key lengths have the stated shares", () => {
  for (const [bytes, share] of [
    [16, 0.25],
    [24, 0.25],
    [38, 0.4],
    [64, 0.1],
  ] as const) {
    const found = keys.filter((key) => sizes.keyBytes(key) === bytes).length / COUNT;
    assert.ok(Math.abs(found - share) < 0.004, `${bytes} bytes: ${found}`);
  }
});

test("the declared median replies are those of the distributions", () => {
  const replyBytes = Float64Array.from(keys, (key) => {
    const bytes = sizes.valueBytes(key);
    const name = ".".repeat(sizes.keyBytes(key));
    return `VALUE ${name} 0 ${bytes}\r\n`.length + bytes + "\r\nEND\r\n".length;
  }).sort();
  const metaReplyBytes = Float64Array.from(keys, (key) => {
    const bytes = sizes.valueBytes(key);
    const name = ".".repeat(sizes.keyBytes(key));
    return `VA ${bytes} k${name} f0 c1234567 O12345678\r\n`.length + bytes + "\r\n".length;
  }).sort();
  const expected = {
    get: quantile(replyBytes, 0.5),
    "get-set": quantile(replyBytes, 0.4 / 0.9),
    replay: quantile(replyBytes, 0.4 / 0.9),
    meta: quantile(metaReplyBytes, 0.4 / 0.9),
  };
  for (const [id, median] of Object.entries(expected)) {
    const scenario = workload.scenarios.find((candidate) => candidate.id === id);
    assert.ok(Math.abs(median - (scenario?.replyBytesMedian ?? 0)) <= 1, id);
  }
});
