// The usage of a step over time, on mock timers.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Usage } from "#measure/usage.ts";
import { UsageTimeline } from "./usage-timeline.ts";

test("CPU is that of each slice, memory that at its end; an unfinished slice is left out", (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  let nowMs = 0;
  context.mock.method(performance, "now", () => nowMs);
  let usage: Usage = { cpuNs: 1_000, rssBytes: 0, rssBytesPeak: 0, source: "schedstat" };
  const timeline = new UsageTimeline(() => usage, 6);
  const pass = (ms: number, lateMs: number, cpuNs: number): void => {
    usage = { ...usage, cpuNs: usage.cpuNs + cpuNs, rssBytes: usage.rssBytes + 10 };
    nowMs += ms + lateMs;
    context.mock.timers.tick(ms);
  };
  pass(600, 0, 300);
  // Read 300 ms late: what was used meanwhile is counted to the nominal length.
  pass(600, 300, 900);
  pass(599, 0, 7_777);
  assert.deepEqual(timeline.stop(), { usageSliceMs: 600, cpuNs: [300, 600], rssBytes: [10, 20] });
  pass(600, 0, 1);
  assert.equal(timeline.stop().cpuNs.length, 2, "it is over");
});

test("a short step has slices of half a second", (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  const usage: Usage = { cpuNs: 0, rssBytes: 0, rssBytesPeak: 0, source: "schedstat" };
  assert.equal(new UsageTimeline(() => usage, 0.5).stop().usageSliceMs, 500);
});
