// The words of the progress.

import assert from "node:assert/strict";
import { test } from "node:test";
import { progressLine } from "./load-progress.ts";

const step = { arrivals: "poisson", ratePerS: 100, durationS: 2, seed: 1 } as const;
const plan = { connections: 5, steps: [step, { ...step, durationS: 10 }] };

test("each moment has its line", () => {
  const line = (moment: Parameters<typeof progressLine>[0]): string =>
    progressLine(moment, { plan, warmUpSteps: 1 });
  assert.equal(line({ kind: "connecting" }), "opening 5 connections");
  assert.equal(line({ kind: "step", step: 0 }), "warm-up: 100/s for 2 s, about 12 s left");
  assert.equal(line({ kind: "step", step: 1 }), "step 1 of 1: 100/s for 10 s, about 10 s left");
  assert.equal(line({ kind: "late-replies", step: 1 }), "step 1 of 1: waiting for late replies");
});
