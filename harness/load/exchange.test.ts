// What open and closed loop share, with the codec that asks everything of the seam: batches, silent
// requests, replies out of order; and what lost, stuck and given-up connections leave behind, which
// must be nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { StepPlan } from "#model/plan.ts";
import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import { STEADY } from "#testing/contender-script.ts";
import { fakeTraffic } from "#testing/fake-codec.ts";
import { lineTraffic } from "#testing/line-traffic.ts";
import { ScriptedTransport } from "#testing/scripted-transport.ts";
import { driveLoop } from "#testing/turn-driver.ts";
import { VirtualClock } from "#testing/virtual-clock.ts";
import { runVirtualStep, type VirtualStep } from "#testing/virtual-step.ts";
import { ClosedLoop } from "./closed-loop.ts";
import { Exchange } from "./exchange.ts";
import { RequestWindow } from "./request-window.ts";

const STEP: StepPlan = { arrivals: "uniform", ratePerS: 1_000, durationS: 0.2, seed: 1 };

test("requests that fall due together leave as one message with one header, up to the limit", () => {
  // Those of 101 to 112 ms are due at 112.5 ms: messages of 5, 5 and 2. The peer checks each
  // header.
  const { transport, loop } = runVirtualStep({
    step: STEP,
    traffic: fakeTraffic(3),
    pauses: [{ atNs: 100.5 * NS_PER_MS, lengthNs: 12 * NS_PER_MS }],
  });
  assert.equal(transport.requestsPerWriteMax, 5);
  assert.equal(transport.writes, 200 - 12 + 3);
  assert.equal(transport.requests, 200);
  assert.equal(loop.repliedCount, 67);
});

test("silent requests are sent, counted as such, and leave nothing in flight", () => {
  const { loop } = runVirtualStep({ step: STEP, traffic: fakeTraffic(10), inFlightMax: 1 });
  assert.equal(loop.sentCount, 200);
  assert.equal(loop.owed, 20);
  assert.equal(loop.repliedCount, 20);
  assert.equal(loop.withheld, 0);
  const { lag, response } = loop.samples.undisturbed;
  assert.deepEqual([lag.count, response.count], [200, 20]);
});

test("replies out of order find their requests", () => {
  const { loop } = runVirtualStep({
    step: STEP,
    traffic: fakeTraffic(1),
    // 40 ms, 38 ms, … 2 ms, 40 ms: each reply overtakes the one before.
    script: { serving: "parallel", serviceNs: (request) => 2 * (20 - (request % 20)) * NS_PER_MS },
  });
  assert.equal(loop.mismatched, 0);
  assert.equal(loop.repliedCount, 200);
  for (const { index, intendedNs, doneNs } of loop.times)
    assert.equal(doneNs - intendedNs, 2 * (20 - (index % 20)) * NS_PER_MS);
  assert.equal(loop.times[0]?.index, 19);
});

/** Runs a closed loop of 50 requests behind a step. */
function countsOfNextPhase({ exchange, clock }: VirtualStep) {
  clock.deliver();
  const next = new ClosedLoop({
    exchange,
    source: lineTraffic.source,
    span: { first: 1_000, count: 50 },
    depth: 1,
    connections: exchange.connections,
    pauseThresholdNs: Infinity,
  });
  const driving = { clock, pollNs: NS_PER_MS, dueAfter: () => Infinity, isBusy: () => false };
  driveLoop(next, driving);
  const { replied, failed, mismatched } = next.counts;
  return { replied, failed, mismatched };
}

const CLEAN = { replied: 50, failed: 0, mismatched: 0 };

test("replies to given-up requests are not taken for those to the next phase's", () => {
  // The answer to request 199 is on its way for 5 s; nobody waits longer than 2.
  const step = runVirtualStep({
    step: STEP,
    script: { serviceNs: (request) => (request === 199 ? 5 * NS_PER_S : 200_000) },
    inFlightMax: 3,
  });
  assert.equal(step.loop.unanswered, 1);
  // The scripted server is busy with it until then.
  step.clock.advanceTo(6 * NS_PER_S);
  assert.deepEqual(countsOfNextPhase(step), CLEAN);
});

test("requests whose bytes never left are given up with their connection", () => {
  // The write of request 150 takes 4 s to leave: past the end of the drain.
  const step = runVirtualStep({
    step: STEP,
    script: { drainNs: (write) => (write === 150 ? 4 * NS_PER_S : 0) },
    inFlightMax: 3,
  });
  assert.equal(step.loop.unanswered, 1);
  assert.equal(step.loop.withheld, 49, "the only connection is stuck");
  assert.deepEqual(countsOfNextPhase(step), CLEAN);
  assert.equal(step.exchange.slots.used, 0);
  assert.equal(step.transport.losses, 1);
});

test("bytes that leave late leave unharmed, and their requests are answered", () => {
  const { loop } = runVirtualStep({
    step: STEP,
    script: { drainNs: (write) => (write % 10 === 9 ? 30 * NS_PER_MS : 0) },
    connections: 5,
    inFlightMax: 4,
  });
  assert.equal(loop.repliedCount, loop.sentCount);
  assert.equal(loop.mismatched, 0);
});

test("half a reply dies with its connection and spoils nothing on the next one", () => {
  // Reply 100 is cut in the middle; its second half would come 5 ms later, the end comes after 2.
  const { loop } = runVirtualStep({
    step: STEP,
    script: {
      cuts: (request) => (request === 100 ? [9] : []),
      partNs: 5 * NS_PER_MS,
      crashes: [{ fromNs: 102.3 * NS_PER_MS, toNs: 102.4 * NS_PER_MS }],
    },
  });
  assert.equal(loop.failedCount, 3, "those of 100, 101 and 102 ms");
  assert.equal(loop.repliedCount, 197);
  assert.equal(loop.mismatched, 0);
});

/** An exchange over three open connections, whose n-th write leaves after `drainNs(n)`. */
function opened(traffic = lineTraffic, drainNs: (write: number) => number = () => 0) {
  const clock = new VirtualClock(0);
  const transport = new ScriptedTransport(clock, traffic.peer, { ...STEADY, drainNs });
  const { codec, source } = traffic;
  const exchange = new Exchange({ clock, transport, codec, connections: 3, inFlightMax: 50 });
  assert.equal(exchange.allOpen, false);
  exchange.connect();
  clock.deliver();
  assert.equal(exchange.allOpen, true);
  const ignore = (): void => {};
  const loop = { observed: ignore, silent: ignore, sent: ignore, replied: ignore, failed: ignore };
  exchange.bind(source, { ...loop, ready: ignore }, 50);
  const window = new RequestWindow(source, { first: 1, count: Infinity }, ignore);
  return { clock, transport, exchange, window, intended: { next: (sentNs: number) => sentNs } };
}

test("a stuck connection is dropped when its bytes are wanted back, silent requests or not", () => {
  for (const traffic of [lineTraffic, fakeTraffic(1_000)]) {
    const { clock, transport, exchange, window, intended } = opened(traffic, () => NS_PER_S);
    exchange.send(1, window, 1, intended);
    assert.equal(exchange.pool.isUsable(1), false);
    exchange.dropStuck();
    clock.deliver();
    assert.equal(transport.losses, 1, "only the stuck one");
    assert.equal(exchange.pool.isUsable(1), true, "and it is opened again");
  }
});

test("a message never holds more than the codec, the limit in flight or the caller allows", () => {
  const { exchange, window, intended } = opened(fakeTraffic(1));
  window.writeAhead(40);
  assert.equal(exchange.send(0, window, 20, intended), 5, "the codec's");
  assert.equal(exchange.send(1, window, 2, intended), 2, "the caller's");
  exchange.pool.inFlightMax = 7;
  assert.equal(exchange.send(0, window, 20, intended), 2, "the limit's");
});

test("silent requests go round the connections as owed ones do", () => {
  const { exchange, window, intended } = opened(fakeTraffic(1_000));
  const chosen = Array.from({ length: 6 }, () => {
    const connection = exchange.pool.choose();
    exchange.send(connection, window, 1, intended);
    return connection;
  });
  assert.deepEqual(chosen, [0, 1, 2, 0, 1, 2]);
});

test("requests behind others on their connection are counted as busy", () => {
  const { exchange, window, intended } = opened();
  exchange.send(0, window, 1, intended);
  exchange.send(0, window, 1, intended);
  exchange.send(1, window, 1, intended);
  assert.equal(exchange.busy, 1);
});
