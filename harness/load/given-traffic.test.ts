// Given requests: sent in their order from the first of each step on, judged by code or status, and
// counted by class.

import assert from "node:assert/strict";
import { test } from "node:test";
import { REPLY_MISS, REPLY_OK, REPLY_REFUSED } from "#model/reply-status.ts";
import { STEP_INDEX_STRIDE } from "#model/traffic.ts";
import { type GivenInput, openTraffic } from "./given-traffic.ts";

const GIVEN: GivenInput = {
  bytes: Buffer.from("onetwofour").toString("base64"),
  ends: [3, 6, 10],
  owed: [1, 0, 1],
  forms: [0, 0, 1],
};

function sourceOf(input: GivenInput) {
  return openTraffic({ scenario: "load", seed: 1, parameters: {}, input: JSON.stringify(input) })
    .load;
}

test("requests are written in turn, and every step begins with the first", () => {
  const source = sourceOf(GIVEN);
  const slab = new Uint8Array(20);
  const written = (index: number): string => {
    const length = source.writeRequest(slab, 5, index);
    return Buffer.from(slab.subarray(5, 5 + length)).toString();
  };
  assert.equal(source.requestBytesMax, 4);
  assert.deepEqual([0, 1, 2, 3, 4].map(written), ["one", "two", "four", "one", "two"]);
  assert.deepEqual(
    [0, 1].map((at) => written(7 * STEP_INDEX_STRIDE + at)),
    ["one", "two"],
  );
  assert.deepEqual(
    [0, 1, 2].map((at) => source.expects(at)),
    [1, 0, 1],
  );
  assert.deepEqual(
    [0, 1, 2].map((at) => source.replyForm?.(at)),
    [0, 0, 1],
  );
});

function verdict(input: GivenInput, status: number, code: number): string {
  const { check } = sourceOf(input);
  const mismatch = check.reply(0, 0, status, new Uint8Array(0), 0, 0, code);
  return mismatch === 0 ? "right" : check.sentence(mismatch);
}

test("without named codes all but refusals are right; with them only those", () => {
  assert.equal(verdict(GIVEN, REPLY_OK, 200), "right");
  assert.equal(verdict(GIVEN, REPLY_OK, 302), "right");
  assert.equal(verdict(GIVEN, REPLY_MISS, 404), "the reply's status is 404");
  assert.equal(verdict(GIVEN, REPLY_REFUSED, 999), "the reply's status is 999");
  assert.equal(verdict(GIVEN, REPLY_MISS, 0), "right", "a miss of a cache");
  assert.equal(verdict(GIVEN, REPLY_REFUSED, 0), "the reply is a refusal or an error");
  const named = { ...GIVEN, expectedCodes: [404] };
  assert.equal(verdict(named, REPLY_MISS, 404), "right");
  assert.equal(verdict(named, REPLY_OK, 200), "the reply's status is 200");
});

test("replies are counted by class, and counted afresh after each look", () => {
  const { check } = sourceOf(GIVEN);
  const replies = [200, 204, 301, 404, 503, 999].map((code) => [REPLY_OK, code] as const);
  for (const [status, code] of [...replies, [REPLY_MISS, 0], [REPLY_REFUSED, 0]] as const) {
    check.reply(0, 0, status, new Uint8Array(0), 0, 0, code);
  }
  const counts = { miss: 1, refused: 1, "2xx": 2, "3xx": 1, "4xx": 1, "5xx": 1, "9xx": 1 };
  assert.deepEqual(check.tallies?.(), counts);
  assert.deepEqual(check.tallies?.(), {});
});
