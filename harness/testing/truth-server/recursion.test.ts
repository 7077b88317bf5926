// The recursion by hand, and against a server that is stepped through time.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fifoResponses, happenedServiceNs } from "./recursion.ts";
import { parseTruthLog, TruthLogWriter } from "./truth-log.ts";

test("responses by hand: idle, queueing, idle again", () => {
  const intendedNs = Float64Array.of(0, 10, 20, 500);
  const serviceNs = Float64Array.of(100, 100, 5, 7);
  assert.deepEqual([...fifoResponses(intendedNs, serviceNs)], [100, 190, 185, 7]);
});

test("a response is the work in front of it and its own", () => {
  const gap = fc.nat(50);
  const request = fc.record({ gap, serviceNs: fc.nat(60) });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 50 }), (requests) => {
      let instant = 0;
      const intended = requests.map((each) => (instant += each.gap));
      const services = requests.map((each) => each.serviceNs);
      const expected: number[] = [];
      // Work that the server still has, which shrinks as time goes by.
      let work = 0;
      requests.forEach((each) => {
        work = Math.max(0, work - each.gap) + each.serviceNs;
        expected.push(work);
      });
      const responses = fifoResponses(Float64Array.from(intended), Float64Array.from(services));
      assert.deepEqual([...responses], expected);
    }),
  );
});

test("what happened is the time from start to end, by index", () => {
  const writer = new TruthLogWriter(2);
  writer.add({ index: 12, connection: 0, arrivalNs: 5, startNs: 9, endNs: 16 });
  writer.add({ index: 10, connection: 1, arrivalNs: 6, startNs: 16, endNs: 18 });
  const log = parseTruthLog(Buffer.from(writer.bytes()), "log");
  assert.deepEqual([...happenedServiceNs(log, 10, 4)], [2, Number.NaN, 7, Number.NaN]);
  assert.deepEqual([...happenedServiceNs(log, 11, 1)], [Number.NaN]);
});
