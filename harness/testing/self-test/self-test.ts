// One self-test from start to end: known truths by our generator and by other tools, the verdict
// under planted faults, the cost of our own work. What a part finds is kept whatever becomes of the
// next.
//
// Its own file because it puts the document together; each part decides for itself what it
// measures.

import { randomBytes } from "node:crypto";
import type { BuildSettings } from "#drive/builds/build-cache.ts";
import { UsageError } from "#drive/usage-error.ts";
import { Supervisor } from "#drive/trial/supervisor.ts";
import { readHostFacts } from "#measure/host.ts";
import { type CorePlacement, decidePlacement, readCoreFacts } from "#measure/placement.ts";
import type { HostFacts } from "#model/host-facts.ts";
import {
  type OwnCost,
  SELF_TEST_PARTS,
  SELF_TEST_SCHEMA,
  type SelfTest,
  type SelfTestPart,
  type SelfTestSize,
  type TruthCaseFacts,
} from "#model/self-test.ts";
import { MS_PER_S } from "#model/units.ts";
import { truthCases } from "../truth/truth-cases.ts";
import { measureOwnCost } from "./generator-speed.ts";
import { joinedSelfTest, notAskedFor } from "./joined-self-test.ts";
import { offTheGeneratorsCore } from "./off-the-generators-core.ts";
import { measureOwnTruth, type OwnTruthFound, transportFloors } from "./own-truth.ts";
import { measureRivals, type RivalTruthFound } from "./rival-truth.ts";
import type { SelfTestGround } from "./self-test-ground.ts";
import { tryVerdict, type VerdictFound } from "./try-verdict.ts";

export interface SelfTestOrder {
  readonly root: string;
  readonly size: SelfTestSize;
  readonly seed: number;
  readonly parts: readonly SelfTestPart[];
  readonly builds: BuildSettings;
  readonly compileCache: string;
  /** What an earlier run of the same self-test has found; its finished parts are kept. */
  readonly earlier?: SelfTest;
  /** Command line that runs such a test again. */
  readonly reproduce: string;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
  /** Takes the document as far as it has come, after each part; the last one is whole. */
  readonly keep: (selfTest: SelfTest) => void;
}

/** What the parts have found so far. */
interface Found {
  own: OwnTruthFound;
  others: RivalTruthFound;
  verdict?: VerdictFound;
  cost: OwnCost | null;
  /** Finished. */
  readonly parts: SelfTestPart[];
}

const NO_TRUTH: OwnTruthFound = { floors: [], rows: [], counts: [], preChecks: [], lacks: [] };
const NO_RIVALS: RivalTruthFound = {
  rivals: [],
  rows: [],
  counts: [],
  notices: [],
  preChecks: [],
};

export async function runSelfTest(order: SelfTestOrder): Promise<SelfTest> {
  const { root, parts, signal, keep, earlier } = order;
  const startedAt = new Date();
  await using supervisor = new Supervisor(randomBytes(8).toString("hex"));
  const placement = decidePlacement(readCoreFacts());
  const ground: SelfTestGround = { ...order, supervisor, placement };
  const host = await readHostFacts(root);
  if (earlier !== undefined && earlier.host.commit !== host.commit) {
    const was = `that self-test is of commit ${earlier.host.commit}, and this is ${host.commit}`;
    throw new UsageError([`--continue: ${was}; start a new one`]);
  }
  const found: Found = { own: NO_TRUTH, others: NO_RIVALS, cost: null, parts: [] };
  const document = (status: SelfTest["status"]): SelfTest => {
    const later = documentOf(found, { ...order, startedAt, placement, host, status });
    return earlier === undefined ? later : joinedSelfTest(earlier, later);
  };
  const run = async (part: SelfTestPart, measure: () => Promise<void>): Promise<void> => {
    if (!parts.includes(part) || signal.aborted) return;
    await measure();
    if (!signal.aborted) found.parts.push(part);
    keep(document("aborted"));
  };
  await offTheGeneratorsCore(placement, async () => {
    await run("truth", async () => {
      found.own = await measureOwnTruth(ground);
    });
    await run("rivals", async () => {
      const { floors } = document("aborted");
      if (floors.length === 0) found.own = { ...NO_TRUTH, floors: await transportFloors(ground) };
      found.others = await measureRivals(ground, document("aborted").floors);
    });
    await run("generator", async () => {
      found.verdict = await tryVerdict(ground);
    });
    await run("cost", async () => {
      found.cost = await measureOwnCost(ground);
    });
  });
  const whole = document(signal.aborted ? "aborted" : "complete");
  keep(whole);
  return whole;
}

/** What a self-test of this size has. */
export function partsOf(size: SelfTestSize): SelfTestPart[] {
  return SELF_TEST_PARTS.filter((part) => size === "full" || part !== "rivals");
}

interface DocumentFrame extends SelfTestOrder {
  readonly startedAt: Date;
  readonly placement: CorePlacement;
  readonly host: HostFacts;
  readonly status: SelfTest["status"];
}

function documentOf({ own, others, verdict, cost, parts }: Found, frame: DocumentFrame): SelfTest {
  const { size, seed, startedAt, host, reproduce, status } = frame;
  const { pinned, generatorCore, contenderCores, how } = frame.placement;
  return {
    schema: SELF_TEST_SCHEMA,
    status,
    size,
    seed,
    startedAt: startedAt.toISOString(),
    durationS: Math.round((Date.now() - startedAt.getTime()) / MS_PER_S),
    host,
    placement: { pinned, generatorCore, contenderCores, how },
    reproduce,
    parts,
    leftOut: [...leftOut(frame), ...own.lacks, ...(verdict?.lacks ?? [])],
    preChecks: [...own.preChecks, ...others.preChecks, ...(verdict?.preChecks ?? [])],
    floors: own.floors,
    cases: truthCases.map(factsOf),
    truth: [...own.rows, ...others.rows],
    counts: [...own.counts, ...others.counts],
    rivals: others.rivals,
    notices: others.notices,
    generator: verdict?.trial ?? null,
    cost,
  };
}

function factsOf({ id, what, wrong }: (typeof truthCases)[number]): TruthCaseFacts {
  return { case: id, about: what, wrongTool: wrong };
}

function leftOut({ size, parts }: SelfTestOrder): string[] {
  // A quick test has no other tools, and says so in a sentence of its own.
  const unasked = partsOf(size).filter((part) => !parts.includes(part));
  return [
    ...unasked.map(notAskedFor),
    ...(size === "quick"
      ? ["other tools and most cases over http and udp: a full self-test has them"]
      : []),
  ];
}
