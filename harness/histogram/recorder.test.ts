// The recorder against arithmetic: its grid, its clamps, its exact figures, addition, and a reader
// in another thread.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { LARGEST_NS, Recorder, RECORDER_BYTES } from "./recorder.ts";

const durationsNs = fc.array(fc.double({ min: 0, max: LARGEST_NS, noNaN: true }), { minLength: 1 });

function recorded(valuesNs: readonly number[]): Recorder {
  const recorder = new Recorder();
  for (const valueNs of valuesNs) recorder.record(valueNs);
  return recorder;
}

function bucketsOf(recorder: Recorder): [number, number][] {
  const buckets: [number, number][] = [];
  recorder.forEachBucket((lowNs, count) => buckets.push([lowNs, count]));
  return buckets;
}

test("a value lies in a bucket that begins at most 1/2048 below it", () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: LARGEST_NS, noNaN: true }), (valueNs) => {
      const [[lowNs, count] = [NaN, NaN]] = bucketsOf(recorded([valueNs]));
      assert.equal(count, 1);
      assert.ok(lowNs <= valueNs && valueNs < lowNs * (1 + 1 / 2048), `${valueNs} in ${lowNs}`);
    }),
  );
});

test("count, sum and maximum are exact, and buckets hold every record", () => {
  fc.assert(
    fc.property(durationsNs, (valuesNs) => {
      const recorder = recorded(valuesNs);
      assert.equal(recorder.count, valuesNs.length);
      assert.equal(
        recorder.sumNs,
        valuesNs.reduce((sum, valueNs) => sum + valueNs, 0),
      );
      assert.equal(recorder.maxNs, Math.max(...valuesNs));
      assert.equal(
        bucketsOf(recorder).reduce((sum, [, count]) => sum + count, 0),
        valuesNs.length,
      );
    }),
  );
});

test("below 1 ns goes to the first bucket, above one hour to the last and is counted", () => {
  const recorder = recorded([-5, 0, 0.5, LARGEST_NS, LARGEST_NS * 3]);
  const buckets = bucketsOf(recorder);
  assert.deepEqual(buckets[0], [0, 3]);
  assert.equal(buckets[1]?.[1], 2);
  assert.equal(recorder.saturated, 1);
  assert.equal(recorder.maxNs, LARGEST_NS * 3);
});

test("adding equals recording in one, and reset empties", () => {
  fc.assert(
    fc.property(durationsNs, durationsNs, (left, right) => {
      const sum = recorded(left);
      sum.add(recorded(right));
      const one = recorded([...left, ...right]);
      assert.deepEqual(bucketsOf(sum), bucketsOf(one));
      assert.deepEqual([sum.count, sum.maxNs], [one.count, one.maxNs]);
      sum.reset();
      assert.deepEqual([sum.count, sum.sumNs, sum.maxNs, bucketsOf(sum).length], [0, 0, 0, 0]);
    }),
    { numRuns: 20 },
  );
});

test("another thread's records are read through the buffer, which stays small", async () => {
  assert.ok(RECORDER_BYTES < 350_000);
  const recorder = new Recorder();
  const source = `
    const { workerData } = require("node:worker_threads");
    import(workerData.module).then(({ Recorder }) => {
      const recorder = new Recorder(workerData.buffer);
      for (let i = 1; i <= 1000; i++) recorder.record(i * 1000);
    });`;
  const module = new URL("./recorder.ts", import.meta.url).href;
  const worker = new Worker(source, {
    eval: true,
    workerData: { module, buffer: recorder.buffer },
  });
  await new Promise((resolve) => worker.once("exit", resolve));
  assert.deepEqual([recorder.count, recorder.maxNs, recorder.sumNs], [1_000, 1e6, 500_500_000]);
});
