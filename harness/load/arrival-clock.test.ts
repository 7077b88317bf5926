// When a message came, by the kernel's stamp: on our clock, never before the look that did not find
// it, and right again after the realtime clock was set. The last test asks the kernel itself.

import assert from "node:assert/strict";
import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { test } from "node:test";
import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import { ArrivalClock } from "./arrival-clock.ts";
import { monotonicClock } from "./clock.ts";
import { type SystemCalls, systemCalls } from "./system-calls.ts";
import { SystemStreams } from "./system-streams.ts";
import {
  CONTROL_BYTES,
  CONTROL_WORDS,
  STAMP_NANOSECONDS,
  STAMP_SECONDS,
  STAMP_TYPE,
} from "./system-structures.ts";

const MESSAGE_WORDS = 16;
const SO_TIMESTAMPNS = 35;
const SECONDS = 1_800_000_000;

/** A realtime clock that is `aheadNs` ahead of ours, which stands at `nowNs`. */
function scripted(given: { nowNs: number; aheadNs: number }) {
  const words = new Uint32Array(4);
  const calls = {
    share: () => ({ words, pointer: 0n }),
    clock_gettime: () => {
      const realNs = given.nowNs + given.aheadNs;
      words[0] = SECONDS + Math.floor(realNs / NS_PER_S);
      words[2] = realNs % NS_PER_S;
      return 0;
    },
  } as unknown as SystemCalls;
  const arrivals = new ArrivalClock(calls, { nowNs: () => given.nowNs });
  const message = new Uint32Array(MESSAGE_WORDS + CONTROL_WORDS);
  return {
    look(nowNs: number): void {
      given.nowNs = nowNs;
      arrivals.look();
    },
    leftBehind: () => arrivals.leftBehind(),
    setAhead: (aheadNs: number) => (given.aheadNs = aheadNs),
    stampedAt(nowNs: number): number {
      const realNs = nowNs + given.aheadNs;
      message[CONTROL_BYTES] = 4 * CONTROL_WORDS;
      message[MESSAGE_WORDS + STAMP_TYPE] = SO_TIMESTAMPNS;
      message[MESSAGE_WORDS + STAMP_SECONDS] = SECONDS + Math.floor(realNs / NS_PER_S);
      message[MESSAGE_WORDS + STAMP_NANOSECONDS] = realNs % NS_PER_S;
      return arrivals.arrivedNs(message, 0, MESSAGE_WORDS);
    },
    unstamped(): number {
      message[CONTROL_BYTES] = 0;
      return arrivals.arrivedNs(message, 0, MESSAGE_WORDS);
    },
  };
}

test("a stamp is a time of our clock, across whole seconds too", () => {
  const clock = scripted({ nowNs: 5e8, aheadNs: 3.25e8 });
  clock.look(5e8);
  clock.look(9e8);
  for (const atNs of [6e8, 6.74e8, 6.76e8, 9e8]) assert.equal(clock.stampedAt(atNs), atNs);
});

test("what a look finds came after the look before it, whatever the stamp says", () => {
  const clock = scripted({ nowNs: 1e6, aheadNs: 7 });
  for (const atNs of [1e6, 2e6, 3e6]) clock.look(atNs);
  assert.equal(clock.stampedAt(2.5e6), 2.5e6);
  assert.equal(clock.stampedAt(1.5e6), 2e6);
});

test("without a stamp nothing is known", () => {
  const clock = scripted({ nowNs: 1e6, aheadNs: 0 });
  clock.look(1e6);
  assert.ok(Number.isNaN(clock.unstamped()));
});

test("what a look left behind may be older than it", () => {
  const clock = scripted({ nowNs: 1e6, aheadNs: 7 });
  for (const atNs of [1e6, 2e6]) clock.look(atNs);
  clock.leftBehind();
  clock.look(3e6);
  assert.equal(clock.stampedAt(1.5e6), 1.5e6);
  clock.look(4e6);
  assert.equal(clock.stampedAt(1.5e6), 3e6);
});

test("no stamp is believed at the look that finds the realtime clock set", () => {
  for (const setNs of [5e6, -NS_PER_S, 40 * NS_PER_S]) {
    const clock = scripted({ nowNs: 1e6, aheadNs: 3 * NS_PER_S });
    for (const atNs of [1e6, 1.5e6]) clock.look(atNs);
    clock.setAhead(3 * NS_PER_S + setNs);
    // As behind a pause: the clocks are compared at once.
    clock.look(20e6);
    assert.ok(Number.isNaN(clock.stampedAt(10e6)), `${setNs}`);
    clock.look(20.5e6);
    assert.equal(clock.stampedAt(20.25e6), 20.25e6);
  }
});

const calls = systemCalls();
const OPTIONS = { skip: calls === undefined && "no node:ffi here, or not Linux on 64 bits" };
/** As long as a reply waits to be read here; the clocks are together within microseconds. */
const WAIT_NS = 20 * NS_PER_MS;

test("a reply that waits to be read has the time at which it came", OPTIONS, async (t) => {
  const server = net.createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const streams = new SystemStreams(calls as SystemCalls, { host: "127.0.0.1", port });
  let arrivedNs = Number.NaN;
  let isOpen = false;
  const ignore = (): void => {};
  streams.listen({
    opened: () => (isOpen = true),
    received: () => ({ arrivedNs } = streams),
    ended: ignore,
    closed: ignore,
    worked: ignore,
    drained: ignore,
  });
  streams.open(0);
  const accepted = once(server, "connection");
  while (!isOpen) {
    await new Promise((resolve) => setImmediate(resolve));
    streams.poll();
  }
  const [peer] = (await accepted) as [net.Socket];
  t.after(() => {
    streams.close();
    peer.destroy();
    server.close();
  });
  streams.poll();
  const beforeNs = monotonicClock.nowNs();
  // Leaves at once: the socket's buffer is empty.
  peer.write("reply");
  const afterNs = monotonicClock.nowNs();
  while (monotonicClock.nowNs() < afterNs + WAIT_NS);
  streams.poll();
  const slackNs = WAIT_NS / 4;
  assert.ok(arrivedNs > beforeNs - slackNs && arrivedNs < afterNs + slackNs, `${arrivedNs}`);
});
