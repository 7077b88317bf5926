// The table of cross-checks, to the letter.

import assert from "node:assert/strict";
import { test } from "node:test";
import { plainText } from "#render/format.ts";
import { sampleStep } from "#testing/sample-load.ts";
import { crossCheckLines } from "./cross-check-text.ts";
import type { CrossCheck } from "./cross-checks.ts";

const CHECK: CrossCheck = {
  tool: "k6",
  name: "k6",
  times: "",
  pacing: "rate",
  offeredPerS: 1_000,
  state: "measured",
  version: "2.0.0",
  command: "k6 run",
  figures: {
    p50Ns: 150_000,
    p99Ns: 900_000,
    p999Ns: 2e6,
    maxNs: 9e6,
    count: 950,
    errors: 2,
    achievedPerS: 950,
  },
  notice: "dropped_iterations 50",
};
const LOOP: CrossCheck = {
  ...CHECK,
  tool: "wrk",
  name: "wrk",
  times: "closed loop at its own maximum",
  pacing: "closed loop",
  offeredPerS: null,
  version: "4.1.0",
  command: "wrk --latency",
  figures: {
    p50Ns: 1e6,
    p99Ns: 2e6,
    p999Ns: null,
    maxNs: 3e6,
    count: 40_000,
    errors: 0,
    achievedPerS: 40_000,
  },
  notice: null,
};

test("our rows stand above theirs, the closed loop below, then the words", () => {
  const none = { figures: null, notice: null, version: null } as const;
  const checks: CrossCheck[] = [
    CHECK,
    { ...CHECK, ...none, tool: "vegeta", name: "vegeta", state: "failed", reason: "it hung" },
    {
      ...CHECK,
      ...none,
      tool: "oha",
      name: "oha",
      offeredPerS: null,
      state: "absent",
      reason: "needs oha",
      fix: "get it",
    },
    LOOP,
  ];
  assert.deepEqual(crossCheckLines(checks, [sampleStep()]).map(plainText), [
    "",
    "cross-checks: other tools at the same rate; service time unless said otherwise",
    "1 000/s                achieved        p50        p99      p99.9        max     errors",
    "tailproof                 999/s     100 µs     500 µs          –       4 ms          0   response, from the planned instant",
    "                          999/s      99 µs     495 µs          –    3.96 ms          0",
    "k6 2.0.0                  950/s     150 µs     900 µs       2 ms       9 ms          2",
    "wrk 4.1.0              40 000/s       1 ms       2 ms          –       3 ms          0   closed loop at its own maximum",
    "k6 at 1 000/s says itself: dropped_iterations 50",
    "vegeta at 1 000/s gave no figures: it hung",
    "oha is absent: needs oha; fix: get it",
    "  k6 run",
    "  wrk --latency",
  ]);
});

test("each rate has a table of its own", () => {
  const steps = [sampleStep(), sampleStep({ offeredPerS: 2_000 })];
  const lines = crossCheckLines([CHECK, { ...CHECK, offeredPerS: 2_000 }], steps).map(plainText);
  const heads = lines.flatMap((line, at) => (/^\d.*achieved/.test(line) ? [at] : []));
  const rows = lines.flatMap((line, at) => (line.startsWith("k6 2") ? [at] : []));
  assert.deepEqual(
    [heads, rows],
    [
      [2, 6],
      [5, 9],
    ],
  );
});
