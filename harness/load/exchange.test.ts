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
import { LAST_REPLY, type Codec } from "#model/codec.ts";
import type { RequestSource } from "#model/traffic.ts";
import { VirtualClock } from "#testing/virtual-clock.ts";
import { runVirtualStep, type VirtualStep } from "#testing/virtual-step.ts";
import { ClosedLoop } from "./closed-loop.ts";
import { Exchange } from "./exchange.ts";
import { nullCodec, nullSource } from "./null-transport.ts";
import { RequestWindow } from "./request-window.ts";
import type { Transport, TransportEvents } from "./transport.ts";

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
  exchange.bind(source, { ...loop, worked: ignore, ready: ignore }, 50);
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

/** One connection over a codec that is told what to return, and what the transport was asked. */
function scripted(parsed: number) {
  const asked: string[] = [];
  let events: TransportEvents | undefined;
  const transport: Transport = {
    listen: (each) => (events = each),
    write: () => true,
    open: (connection, delayMs = 0) => asked.push(`open ${connection} in ${delayMs}`),
    reset: (connection) => asked.push(`reset ${connection}`),
    close: () => {},
  };
  const expected: number[] = [];
  const codec: Codec = {
    ...lineTraffic.codec,
    faultText: (fault) => `fault ${fault}`,
    connection: () => ({
      expect: (slot, _index, form = -1) => expected.push(slot, form),
      parse: (_buffer, from, to, sink) => {
        if (to > from) sink(expected.shift() as number, 0, from, to, 204);
        return parsed;
      },
      ended: (_buffer, from, to, sink) => sink(expected[0] as number, 0, from, to),
      reset: () => {},
    }),
  };
  const clock = new VirtualClock(0);
  const exchange = new Exchange({ clock, transport, codec, connections: 1, inFlightMax: 2 });
  let works = 0;
  const told: string[] = [];
  const codes: (number | undefined)[] = [];
  const ignore = (): void => {};
  const source: RequestSource = {
    ...lineTraffic.source,
    replyForm: (index) => 10 + index,
    check: {
      ...lineTraffic.source.check,
      // oxlint-disable-next-line max-params -- the seam's shape: numbers instead of an object
      reply: (_index, _seq, _status, _buffer, _from, _to, code) => {
        codes.push(code);
        return 0;
      },
    },
  };
  exchange.bind(
    source,
    {
      observed: ignore,
      worked: () => works++,
      silent: ignore,
      sent: ignore,
      replied: (slot) => told.push(`replied ${slot}`),
      failed: (slot) => told.push(`failed ${slot}`),
      ready: ignore,
    },
    2,
  );
  exchange.connect();
  events?.opened(0);
  const window = new RequestWindow(source, { first: 0, count: Infinity }, ignore);
  const send = (): number => exchange.send(0, window, 1, { next: (sentNs) => sentNs });
  if (events === undefined) throw new Error("nobody listens");
  const ownWork = (): number => works;
  return { exchange, events, asked, told, codes, expected, send, ownWork };
}

const BYTE = new Uint8Array(1);

test("a codec hears of a reply's form, a check of its code", () => {
  const { events, expected, codes, send } = scripted(1);
  send();
  assert.deepEqual(expected.slice(1), [10]);
  events.received(0, BYTE, 0, 1);
  assert.deepEqual(codes, [204]);
});

test("a connection whose last reply came is left at once, and is no fault", () => {
  const { exchange, events, asked, told, send } = scripted(LAST_REPLY);
  send();
  events.received(0, BYTE, 0, 1);
  assert.deepEqual(asked.slice(1), ["reset 0"]);
  assert.deepEqual(told, ["replied 0"]);
  assert.equal(exchange.pool.choose(), -1, "nothing is sent to it");
  assert.equal(exchange.unreadable, 0);
  events.closed(0);
  assert.deepEqual(asked.slice(2), ["open 0 in 0"], "it has answered: at once");
});

test("bytes of no protocol are counted, with what was wrong with the first", () => {
  const { exchange, events, send } = scripted(-7);
  for (let fault = 0; fault < 2; fault++) {
    send();
    events.received(0, BYTE, 0, 1);
    events.closed(0);
    events.opened(0);
  }
  assert.equal(exchange.unreadable, 2);
  assert.equal(exchange.faultText, "fault -7");
});

test("a connection that is lost without an answer is opened again after a while", () => {
  const { events, asked, told, send } = scripted(0);
  send();
  events.closed(0);
  assert.deepEqual(told, ["failed 0"]);
  assert.deepEqual(asked.slice(1), ["open 0 in 20"]);
});

test("an end completes the reply that the codec says, and fails the others", () => {
  const { events, told, send } = scripted(0);
  send();
  send();
  events.ended(0);
  assert.deepEqual(told, ["replied 0"]);
  events.closed(0);
  assert.deepEqual(told, ["replied 0", "failed 1"]);
});

test("what opening and closing takes is told as our own work", () => {
  const { events, ownWork } = scripted(0);
  assert.equal(ownWork(), 1, "opened");
  events.ended(0);
  events.closed(0);
  events.worked();
  assert.equal(ownWork(), 4);
});

test("a connection counts as reconnected when it stands again, and not before", () => {
  const { exchange, events } = scripted(0);
  assert.equal(exchange.reconnects, 0, "the first opening is none");
  events.closed(0);
  assert.equal(exchange.reconnects, 0);
  events.opened(0);
  assert.equal(exchange.reconnects, 1);
});

test("an end in the middle of a reply is told from one between replies", () => {
  const { exchange, events, send } = scripted(0);
  send();
  events.received(0, BYTE, 0, 1);
  events.closed(0);
  assert.equal(exchange.notes.cutReplies, 1);
  events.opened(0);
  events.closed(0);
  assert.equal(exchange.notes.cutReplies, 1);
});

test("a reply that its connection's end completes is not cut", () => {
  const { exchange, events, send } = scripted(0);
  send();
  events.received(0, new Uint8Array(0), 0, 0);
  events.ended(0);
  events.closed(0);
  assert.equal(exchange.notes.cutReplies, 0);
});

test("a reply is done when the kernel says that it came, but not before its request left", () => {
  const doneWith = (arrivedNs: number | undefined, more: Partial<Transport> = {}): number[] => {
    const count = more.isOneByOne === undefined ? 1 : 2;
    let nowNs = 0;
    let events: TransportEvents | undefined;
    const transport: Transport = {
      ...(arrivedNs === undefined ? {} : { arrivedNs }),
      ...more,
      listen: (given) => (events = given),
      write: () => true,
      open: (connection) => events?.opened(connection),
      reset: () => {},
      close: () => {},
    };
    const exchange = new Exchange({
      clock: { nowNs: () => nowNs },
      transport,
      codec: nullCodec,
      connections: 1,
      inFlightMax: count,
    });
    exchange.connect();
    const done: number[] = [];
    const ignore = (): void => {};
    const listener = {
      observed: ignore,
      worked: ignore,
      silent: ignore,
      sent: ignore,
      failed: ignore,
      ready: ignore,
      replied: (_slot: number, doneNs: number) => done.push(doneNs),
    };
    exchange.bind(nullSource, listener, count);
    const window = new RequestWindow(nullSource, { first: 0, count }, ignore);
    window.writeAhead(count);
    nowNs = 1_000;
    for (let at = 0; at < count; at++) exchange.send(0, window, 1, { next: () => 1_000 });
    nowNs = 2_000;
    events?.received(0, new Uint8Array(count), 0, count);
    return done;
  };
  assert.deepEqual(doneWith(undefined), [2_000]);
  assert.deepEqual(doneWith(Number.NaN), [2_000]);
  assert.deepEqual(doneWith(1_500), [1_500]);
  assert.deepEqual(doneWith(2_001), [2_000]);
  assert.deepEqual(doneWith(999), [1_000]);
  // Of two replies in one read the stamp is the last one's.
  assert.deepEqual(doneWith(1_500, { isOneByOne: false }), [2_000, 1_500]);
  assert.deepEqual(doneWith(1_500, { isOneByOne: true }), [1_500, 1_500]);
});
