// The counts of other tools: fewer requests, bursts, missed errors and wrong replies are told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NS_PER_MS } from "#model/units.ts";
import { FATE, type TruthPlan } from "../truth-server/truth-plan.ts";
import { toolCountRows, type ToolCounts } from "./tool-counts.ts";
import { toolTruth } from "./tool-truth.ts";

const COUNT = 2_000;
const LOAD = { ratePerS: 1_000, durationS: 2 };
const IDENTITY = { case: "planted-faults", protocol: "http", tool: "other" } as const;

/** Twenty errors, two wrong replies, one reset. */
const server: TruthPlan = {
  firstIndex: 0,
  count: COUNT,
  otherServiceNs: 0,
  replyBytes: 64,
  serviceNs: new Float64Array(COUNT).fill(100_000),
  fates: Uint8Array.from({ length: COUNT }, (_, at) => {
    if (at % 1_000 === 500) return FATE.wrong;
    if (at === 700) return FATE.reset;
    return at % 100 === 50 ? FATE.error : FATE.answer;
  }),
};

/** The rows that are not within, of a tool whose requests arrive so. */
function outside(arrivals: readonly number[], told: ToolCounts): string[] {
  const times = Float64Array.from(arrivals);
  const ends = times.map((atNs) => atNs + 100_000);
  const index = Uint32Array.from(arrivals, (_, at) => at);
  const connection = new Uint32Array(times.length);
  const seen = { arrivalNs: times, startNs: times, endNs: ends };
  const log = { count: times.length, others: 0, index, connection, ...seen };
  const truth = toolTruth(log, server, LOAD);
  return toolCountRows(IDENTITY, truth, told, { server, load: LOAD })
    .filter(({ within }) => !within)
    .map(({ what }) => what);
}

const onTime = Array.from({ length: COUNT }, (_, at) => at * NS_PER_MS);

test("a tool that sends all and counts errors lacks only what it does not look at", () => {
  assert.deepEqual(outside(onTime, { requests: COUNT, errors: 20 }), ["wrong replies"]);
  assert.deepEqual(outside(onTime, { requests: COUNT, errors: 21 }), ["wrong replies"]);
});

test("fewer requests, missing errors and counts that are not told are outside", () => {
  assert.deepEqual(outside(onTime, { requests: COUNT - 100, errors: 22 }), [
    "sent",
    "errors",
    "wrong replies",
  ]);
  assert.deepEqual(outside(onTime, { requests: null, errors: null }), [
    "sent",
    "errors",
    "wrong replies",
  ]);
});

test("bursts are seen by the server", () => {
  const bursts = onTime.map((_, at) => Math.floor(at / 1_000) * 1e9 + (at % 1_000) * 1e5);
  assert.deepEqual(outside(bursts, { requests: COUNT, errors: 20 }), [
    "wrong replies",
    "KS distance of sent gaps",
  ]);
});
