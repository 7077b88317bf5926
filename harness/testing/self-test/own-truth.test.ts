// What is measured again, and what is not: repetitions on the virtual clock in the place of live
// ones, with a host that can be told to spoil some.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { PartPreCheck } from "#model/self-test.ts";
import { rowState } from "#model/self-test-summary.ts";
import { planRepetition } from "../truth/repetition-plan.ts";
import { simulateRepetition } from "../truth/truth-simulation.ts";
import { measureOwnTruth, type TruthMeans } from "./own-truth.ts";
import type { SelfTestGround } from "./self-test-ground.ts";
import type { OwnRepetitionEnd, RepetitionOrder } from "./truth-repetition.ts";

/** Of a test nothing but these is asked. */
const ground = {
  size: "quick",
  seed: 1,
  signal: new AbortController().signal,
  tell: () => {},
} as unknown as SelfTestGround;

const calm = (block: number, passed = true): PartPreCheck => {
  return { part: "truth", block, pausedShare: passed ? 0 : 0.5, passed, attempts: 1 };
};

async function simulated(order: RepetitionOrder): Promise<OwnRepetitionEnd> {
  const { truthCase, ...settings } = order;
  // A reset is simulated over HTTP alone.
  const { fates: _fates, ...plain } = truthCase;
  const plan = planRepetition({ ...plain, counts: [] }, { ...settings, firstIndex: 0 });
  return { ...(await simulateRepetition(plan)), kind: "c" };
}

interface Seen {
  readonly means: TruthMeans;
  /** `case protocol` of every repetition, floors aside. */
  readonly repeated: string[];
}

function watched(
  spoil: (name: string, nth: number, end: OwnRepetitionEnd) => OwnRepetitionEnd,
  passes: (round: number) => boolean = () => true,
): Seen {
  const repeated: string[] = [];
  return {
    repeated,
    means: {
      rounds: { quick: 2, full: 2 },
      check: (_ground, _part, block) => Promise.resolve(calm(block, passes(block))),
      repeat: async (_ground, order) => {
        const end = await simulated(order);
        if (order.truthCase.id === "transport-floor") return end;
        const name = `${order.truthCase.id} ${order.protocol}`;
        repeated.push(name);
        return spoil(name, repeated.filter((each) => each === name).length, end);
      },
    },
  };
}

const asIs = (_name: string, _nth: number, end: OwnRepetitionEnd): OwnRepetitionEnd => end;

/** The host held the server up in every request: the truth is not the drawn one. */
function spoiledByHost(end: OwnRepetitionEnd): OwnRepetitionEnd {
  const { log } = end;
  return { ...end, log: { ...log, startNs: log.startNs.map((atNs) => atNs - 1e6) } };
}

function wrong(end: OwnRepetitionEnd): OwnRepetitionEnd {
  const { undisturbed } = end.outcome;
  const response = { ...undisturbed.response, p50Ns: 3 * (undisturbed.response.p50Ns ?? 0) };
  return { ...end, outcome: { ...end.outcome, undisturbed: { ...undisturbed, response } } };
}

test("a calm quick test measures each case once, and all cases over one protocol", async () => {
  const { means, repeated } = watched(asIs);
  const found = await measureOwnTruth(ground, means);
  assert.equal(new Set(repeated).size, repeated.length);
  assert.ok(found.rows.every((row) => rowState(row) === "within"));
  assert.equal(found.floors.length, 3);
  const over = (protocol: string): number =>
    repeated.filter((name) => name.endsWith(protocol)).length;
  assert.ok(over("memcache") > over("http"));
  assert.equal(over("http"), over("udp"));
});

test("what the host spoiled is measured again; a wrong figure is not", async () => {
  const { means, repeated } = watched((name, nth, end) => {
    if (name === "constant http" && nth === 1) return spoiledByHost(end);
    return name === "constant udp" ? wrong(end) : end;
  });
  const found = await measureOwnTruth(ground, means);
  const times = (name: string): number => repeated.filter((each) => each === name).length;
  assert.deepEqual([times("constant http"), times("constant udp")], [2, 1]);
  const outside = found.rows.filter((row) => rowState(row) === "outside");
  assert.deepEqual(
    outside.map((row) => `${row.case} ${row.protocol}`),
    ["constant udp"],
  );
});

test("a floor in which the host paused the server is measured again", async () => {
  const { means } = watched(asIs, () => false);
  const seen: string[] = [];
  const repeat = async (_ground: unknown, order: RepetitionOrder): Promise<OwnRepetitionEnd> => {
    const end = await simulated(order);
    const isFirst = !seen.includes(order.protocol);
    seen.push(order.protocol);
    return isFirst ? spoiledByHost(end) : end;
  };
  const found = await measureOwnTruth(ground, { ...means, repeat });
  assert.deepEqual(seen, ["http", "http", "memcache", "memcache", "udp", "udp"]);
  assert.equal(found.floors.length, 3);
});

test("nothing is measured while the host is not calm, and it is said", async () => {
  const { means, repeated } = watched(asIs, () => false);
  const found = await measureOwnTruth(ground, means);
  assert.deepEqual([repeated, found.rows], [[], []]);
  assert.ok(found.preChecks.every(({ passed }) => !passed));
  assert.match(found.lacks[0] ?? "", /^constant over http: the host passed no pre-check/);
});

test("a repetition that breaks off costs its own case only", async () => {
  const { means } = watched((name, _nth, end) => {
    if (name === "constant http") throw new Error("the truth server broke off");
    return end;
  });
  const found = await measureOwnTruth(ground, means);
  assert.deepEqual(found.lacks, ["constant over http: the truth server broke off"]);
  assert.ok(found.rows.length > 5);
});
