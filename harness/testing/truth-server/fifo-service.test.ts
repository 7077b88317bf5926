// The twin's service on a clock that goes on by 100 ns whenever it is read: departures and the log,
// to the tick.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FifoService, type TruthOrigin } from "./fifo-service.ts";
import { parseTruthLog, type TruthLog, TruthLogWriter } from "./truth-log.ts";
import { FATE, type TruthPlan } from "./truth-plan.ts";
import { UNNUMBERED } from "./truth-wire.ts";

const TICK_NS = 100;
const ORIGIN: TruthOrigin = { connection: 3 };

interface Answered {
  readonly index: number;
  readonly fate: number;
  readonly atNs: number;
}

function bench(serviceNs: readonly number[], fates: readonly number[] = []) {
  const time = { ns: 0 };
  const count = serviceNs.length;
  const plan: TruthPlan = {
    firstIndex: 100,
    count,
    otherServiceNs: 1_000,
    replyBytes: 1,
    serviceNs: Float64Array.from(serviceNs),
    fates: Uint8Array.from(serviceNs, (_, at) => fates[at] ?? FATE.answer),
  };
  const writer = new TruthLogWriter(count);
  const answers: Answered[] = [];
  /** How long handing over a reply takes. */
  const handOver = { ns: 0 };
  const service = new FifoService<TruthOrigin>({
    plan,
    log: writer,
    clock: { nowNs: () => (time.ns += TICK_NS) },
    answer: (_, index, fate) => {
      answers.push({ index, fate, atNs: time.ns });
      time.ns += handOver.ns;
    },
  });
  const log = (): TruthLog => parseTruthLog(Buffer.from(writer.bytes()), "log");
  const arrive = (index: number): void => service.arrive(index, time.ns, ORIGIN);
  const serveAll = (): void => {
    for (let turns = 0; turns < 20_000; turns++) service.turn();
  };
  return { service, time, handOver, answers, log, arrive, serveAll };
}

/** In ticks behind its deadline; what is served may be one late, and none early. */
function assertDepartures(log: TruthLog, deadlinesNs: readonly number[]): void {
  const lateNs = deadlinesNs.map((deadline, at) => (log.endNs[at] as number) - deadline);
  assert.ok(
    lateNs.every((late) => late >= 0 && late <= TICK_NS),
    `late by ${lateNs.join(", ")}`,
  );
}

test("each departs at its deadline, behind the one before", () => {
  const { arrive, serveAll, log, answers } = bench([100_000, 50_000, 1_400_000]);
  for (const index of [100, 101, 102]) arrive(index);
  serveAll();
  assertDepartures(log(), [100_000, 150_000, 1_550_000]);
  assert.deepEqual(
    answers.map(({ index }) => index),
    [100, 101, 102],
  );
  assert.deepEqual(log().startNs.slice(1), log().endNs.slice(0, 2));
  assert.deepEqual([...log().connection], [3, 3, 3]);
});

test("who waits for nobody starts when it came", () => {
  const { arrive, serveAll, log, time } = bench([1_000, 1_000]);
  arrive(100);
  serveAll();
  time.ns = 2_000_000;
  arrive(101);
  serveAll();
  assertDepartures(log(), [1_000, 2_001_000]);
  assert.deepEqual([...log().startNs], [0, 2_000_000]);
});

test("a pause is in the service that it hit, and those behind catch up", () => {
  const { arrive, service, serveAll, log, time } = bench([400_000, 400_000, 400_000]);
  for (const index of [100, 101, 102]) arrive(index);
  service.turn();
  time.ns += 900_000;
  serveAll();
  const { startNs, endNs } = log();
  assert.deepEqual([...startNs], [0, 900_200, 900_400]);
  assert.deepEqual([...endNs], [900_200, 900_400, 1_200_000]);
});

test("handing over counts only where it took so long that the host was away", () => {
  const { arrive, serveAll, log, handOver } = bench([1_000, 1_000]);
  handOver.ns = 40_000;
  arrive(100);
  serveAll();
  handOver.ns = 60_000;
  arrive(101);
  serveAll();
  const [first = 0, second = 0] = log().endNs;
  assert.equal(first, 1_000);
  assert.equal(second - (log().startNs[1] as number), 1_000 + 60_000 + TICK_NS);
});

test("the smallest index is served first, and fates are passed on", () => {
  const fates = [FATE.error, FATE.silent, FATE.wrong, FATE.reset];
  const { service, serveAll, answers, log } = bench([10, 10, 10, 10], fates);
  for (const index of [103, 101, 102, 100]) service.arrive(index, 0, { connection: index });
  serveAll();
  assert.deepEqual(
    answers.map(({ index }) => index),
    [100, 102, 103],
  );
  assert.deepEqual(
    answers.map(({ fate }) => fate),
    [FATE.error, FATE.wrong, FATE.reset],
  );
  assert.deepEqual([...log().index], [100, 101, 102, 103]);
  assert.deepEqual([...log().connection], [100, 101, 102, 103]);
});

test("what is not planned, or comes again, is served and only counted", () => {
  const { arrive, serveAll, answers, log } = bench([10, 10]);
  for (const index of [5, 100, 100, 102]) {
    arrive(index);
    serveAll();
  }
  assert.deepEqual(
    answers.map(({ index }) => index),
    [5, 100, 100, 102],
  );
  assert.deepEqual([log().count, log().others, log().index[0]], [1, 3, 100]);
});

test("requests without an index are numbered as they come", () => {
  const { arrive, serveAll, log } = bench([10, 10]);
  for (let each = 0; each < 3; each++) arrive(UNNUMBERED);
  serveAll();
  assert.deepEqual([...log().index], [100, 101]);
  assert.equal(log().others, 1);
});
