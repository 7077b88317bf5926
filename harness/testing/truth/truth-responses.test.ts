// The recursion with a limit and with unanswered requests: by hand, and without either against the
// recursion that has neither.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fifoResponses } from "../truth-server/recursion.ts";
import { FATE } from "../truth-server/truth-plan.ts";
import { truthResponses } from "./truth-responses.ts";

const numbers = (max: number) => fc.array(fc.integer({ min: 0, max }), { maxLength: 50 });

test("without a limit it is the recursion of one server", () => {
  fc.assert(
    fc.property(numbers(1_000), numbers(300), (gaps, times) => {
      const count = Math.min(gaps.length, times.length);
      let atNs = 0;
      const intendedNs = Float64Array.from(gaps.slice(0, count), (gap) => (atNs += gap));
      const serviceNs = Float64Array.from(times.slice(0, count));
      const fates = new Uint8Array(count);
      const served = { intendedNs, serviceNs, fates, limit: Infinity };
      const { responseNs, withheld } = truthResponses(served);
      assert.deepEqual(responseNs, fifoResponses(intendedNs, serviceNs));
      assert.equal(withheld, 0);
    }),
  );
});

const EVEN = Float64Array.from([0, 10, 20, 30, 40, 50]);

function withTimes(times: readonly number[], rest: { limit?: number; fates?: number[] } = {}) {
  const fates = Uint8Array.from(rest.fates ?? EVEN.map(() => FATE.answer));
  const serviceNs = Float64Array.from(times);
  const { limit = Infinity } = rest;
  const { responseNs, withheld } = truthResponses({ intendedNs: EVEN, serviceNs, fates, limit });
  return { responses: [...responseNs], withheld };
}

test("a request that finds the limit reached is withheld, and takes no server time", () => {
  // Two in flight at 20 and 30; the one that leaves at 40 makes room for the request at 40.
  assert.deepEqual(withTimes([40, 5, 99, 99, 5, 5], { limit: 2 }), {
    responses: [40, 35, Infinity, Infinity, 10, 5],
    withheld: 2,
  });
});

test("a silent request takes its service time, has no response and stays in flight", () => {
  const fates = [FATE.answer, FATE.silent, FATE.answer, FATE.answer, FATE.answer, FATE.answer];
  assert.deepEqual(withTimes([5, 25, 5, 5, 5, 5], { fates }), {
    responses: [5, Infinity, 20, 15, 10, 5],
    withheld: 0,
  });
  assert.equal(withTimes([5, 25, 5, 5, 5, 5], { fates, limit: 1 }).withheld, 4);
});

test("a request that never reached the server has no response and delays no other", () => {
  assert.deepEqual(withTimes([5, Number.NaN, 5, 5, 5, 5], { limit: 1 }), {
    responses: [5, Infinity, 5, 5, 5, 5],
    withheld: 0,
  });
});
