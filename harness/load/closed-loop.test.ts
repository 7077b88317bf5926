// Closed-loop phases on the virtual clock: as many in flight as allowed and never more, counts and
// a duration, and an end whatever the contender does.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NS_PER_MS, NS_PER_S, NS_PER_US } from "#model/units.ts";
import { type ContenderScript, STEADY } from "#testing/contender-script.ts";
import { fakeTraffic } from "#testing/fake-codec.ts";
import { lineTraffic } from "#testing/line-traffic.ts";
import { ScriptedTransport } from "#testing/scripted-transport.ts";
import { driveLoop } from "#testing/turn-driver.ts";
import { VirtualClock } from "#testing/virtual-clock.ts";
import { ClosedLoop } from "./closed-loop.ts";
import { Exchange } from "./exchange.ts";

interface Phase {
  readonly script?: Partial<ContenderScript>;
  readonly traffic?: typeof lineTraffic;
  readonly count?: number;
  readonly depth?: number;
  readonly connections?: number;
  /** Stops the phase at this instant. */
  readonly stopNs?: number;
  readonly pauses?: readonly { atNs: number; lengthNs: number }[];
}

function run(phase: Phase) {
  const { script, traffic = lineTraffic, count = 100, depth = 1, connections = 1 } = phase;
  const clock = new VirtualClock(0, phase.pauses);
  const transport = new ScriptedTransport(clock, traffic.peer, { ...STEADY, ...script });
  const { codec, source } = traffic;
  const exchange = new Exchange({ clock, transport, codec, connections: 4, inFlightMax: 20 });
  exchange.connect();
  clock.deliver();
  const span = { first: 0, count };
  const settings = { exchange, source, span, depth, connections };
  const loop = new ClosedLoop({ ...settings, pauseThresholdNs: 100 * NS_PER_US });
  if (phase.stopNs !== undefined) clock.at(phase.stopNs, () => loop.stop());
  const driving = { dueAfter: () => Infinity, isBusy: () => false };
  driveLoop(loop, { clock, pollNs: 50 * NS_PER_US, ...driving });
  return { counts: loop.counts, pausedNs: loop.pausedNs, transport, exchange };
}

test("one request at a time takes the sum of the service times", () => {
  const { counts } = run({});
  assert.deepEqual(counts, {
    replied: 100,
    failed: 0,
    mismatched: 0,
    durationNs: 100 * 200 * NS_PER_US,
  });
});

test("each connection has as many in flight as asked for, on no more connections than asked for", () => {
  const serving = { serving: "per-connection" } as const;
  const { counts, exchange } = run({ script: serving, connections: 3, count: 300, depth: 4 });
  assert.equal(counts.replied, 300);
  assert.equal(counts.durationNs, 100 * 200 * NS_PER_US);
  assert.ok(exchange.busy > 0);
});

test("a message of a batching codec stays within its limit", () => {
  const { counts, transport } = run({ traffic: fakeTraffic(2), depth: 18, count: 90 });
  assert.equal(counts.replied, 45);
  assert.equal(transport.requestsPerWriteMax, 5);
});

test("wrong replies are counted and the first is told in a sentence", () => {
  const { counts } = run({ script: { fate: (n) => (n % 40 === 39 ? "wrong" : "right") } });
  assert.equal(counts.mismatched, 2);
  assert.equal(counts.replied, 100);
  assert.equal(counts.firstMismatch, "the value of another key");
});

test("a lost connection costs what was in flight on it; the phase goes on", () => {
  const fate = (n: number) => (n === 30 ? "reset" : "right");
  const { counts, transport } = run({ script: { fate, openNs: NS_PER_MS }, depth: 3 });
  assert.equal(counts.failed, 3);
  assert.equal(counts.replied, 97);
  assert.equal(transport.losses, 1);
});

test("a contender that falls silent ends the phase after 10 s; what was in flight has failed", () => {
  const { counts, exchange } = run({ script: { halfOpenFromNs: 5 * NS_PER_MS }, depth: 2 });
  assert.equal(counts.replied, 24);
  assert.equal(counts.failed, 2);
  assert.ok(Math.abs(counts.durationNs - 10 * NS_PER_S) < 6 * NS_PER_MS);
  assert.equal(exchange.slots.used, 0);
});

test("a phase without end ends when it is stopped and everything is back", () => {
  const { counts } = run({ count: Infinity, stopNs: 10.1 * NS_PER_MS, depth: 3 });
  assert.equal(counts.replied, 53, "50 in 10.1 ms, and 3 in flight");
  assert.equal(counts.failed, 0);
});

test("the time in pauses is added up, whatever their cause", () => {
  const pauses = [
    { atNs: 1 * NS_PER_MS, lengthNs: 3 * NS_PER_MS },
    { atNs: 9 * NS_PER_MS, lengthNs: 40 * NS_PER_US },
  ];
  const { pausedNs, counts } = run({ pauses });
  assert.equal(pausedNs, 3 * NS_PER_MS, "40 µs are below the threshold");
  assert.equal(counts.replied, 100);
});
