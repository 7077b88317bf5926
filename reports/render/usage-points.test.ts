// CPU and memory over time: what is merged keeps its sum or its peak.

import assert from "node:assert/strict";
import { test } from "node:test";
import { usageLines } from "#render/usage-points.ts";
import { sampleRecord } from "../golden/sample-record.ts";

const base = sampleRecord().workloads[0]?.trials[0]?.steps[0]?.timeline ?? assert.fail("no step");

test("a slice that is all CPU is one core; merged slices keep mean and peak", () => {
  const lines = usageLines(
    { ...base, usageSliceMs: 10, cpuNs: [10e6, 0, 5e6, 5e6], rssBytes: [1, 9, 3, 2] },
    2,
  );
  assert.deepEqual(lines, {
    spanMs: 40,
    cores: [
      { atMs: 10, value: 0.5 },
      { atMs: 30, value: 0.5 },
    ],
    rssBytes: [
      { atMs: 20, value: 9 },
      { atMs: 40, value: 3 },
    ],
  });
});

test("usage that was read at the ends only is no line", () => {
  assert.equal(usageLines({ ...base, usageSliceMs: 0, cpuNs: [], rssBytes: [] }, 40), undefined);
});
