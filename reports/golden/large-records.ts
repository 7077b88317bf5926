// Records as large as the report must bear: a suite of ten workloads in four languages, and one
// workload with more contender variants than can be told apart. Made from the sample record; its
// own file because they are never stored.

import type { Comparison, ContenderResult, Trial } from "#model/run-record.ts";
import { type SampleRecord, sampleRecord } from "./sample-record.ts";
import { sampleGridStep, type SampleLoad, sampleStep } from "./sample-step.ts";

const SCENARIO = "get-set";

function sampleWorkload(): SampleRecord["workloads"][number] {
  const [workload] = sampleRecord().workloads;
  if (workload === undefined) throw new Error("the sample record has no workload");
  return workload;
}

function inScenario<T extends { readonly scenario: string }>(all: readonly T[]): T[] {
  return all.filter(({ scenario }) => scenario === SCENARIO);
}

/** Java stands beside Python with the same figures. */
const TWIN = { of: "python-asyncio", id: "java-netty", language: "java" };

function twinned<T>(all: readonly T[], isTwin: (one: T) => boolean, twin: (one: T) => T): T[] {
  return [...all, ...all.filter(isTwin).map(twin)];
}

/** TypeScript, Python, Java and Rust with their floor, three blocks with grids, ten times. */
export function suiteRecord(): SampleRecord {
  const workload = sampleWorkload();
  const ids = ["reference", TWIN.of, "rust-tokio", "floor"];
  const parts = {
    contenders: twinned<ContenderResult>(
      inScenario(workload.contenders).filter(({ id }) => ids.includes(id)),
      ({ id }) => id === TWIN.of,
      (one) => ({ ...one, id: TWIN.id, language: TWIN.language }),
    ),
    trials: twinned<Trial>(
      inScenario(workload.trials).filter(({ contender }) => ids.includes(contender)),
      ({ contender }) => contender === TWIN.of,
      (one) => ({ ...one, contender: TWIN.id }),
    ),
    comparisons: twinned<Comparison>(
      inScenario(workload.comparisons),
      ({ against }) => against === TWIN.of,
      (one) => ({ ...one, against: TWIN.id }),
    ),
  };
  const workloads = Array.from({ length: 10 }, (_, at) => ({
    ...workload,
    ...parts,
    id: `workload-${at}`,
  }));
  return { ...sampleRecord(), workloads };
}

interface Family {
  readonly id: string;
  readonly language: string;
  readonly role: ContenderResult["role"];
  readonly variants: readonly string[];
  readonly load: SampleLoad;
}

const LOAD = {
  spread: 0.4,
  tailShare: 0.012,
  cpuNsPerReply: 11_000,
  rssBytes: 60e6,
  unfitTail: [],
};

const FAMILIES: readonly Family[] = [
  {
    id: "reference",
    language: "typescript",
    role: "reference",
    variants: ["as-described", "naive", "batched", "slab", "tuned"],
    load: { ...LOAD, medianNs: 92_000, capacityPerS: 12_000 },
  },
  {
    id: "python-asyncio",
    language: "python",
    role: "baseline",
    variants: ["naive", "uvloop", "tuned"],
    load: { ...LOAD, medianNs: 330_000, capacityPerS: 8_500 },
  },
  {
    id: "java-netty",
    language: "java",
    role: "baseline",
    variants: ["naive", "epoll", "tuned"],
    load: { ...LOAD, medianNs: 140_000, capacityPerS: 11_000 },
  },
  {
    id: "rust-tokio",
    language: "rust",
    role: "ceiling",
    variants: ["naive", "arena", "tuned"],
    load: { ...LOAD, medianNs: 61_000, capacityPerS: 15_000 },
  },
  {
    id: "memcached",
    language: "c",
    role: "peer",
    variants: ["slab"],
    load: { ...LOAD, medianNs: 56_000, capacityPerS: 15_500 },
  },
  {
    id: "floor",
    language: "c",
    role: "floor",
    variants: ["epoll"],
    load: { ...LOAD, medianNs: 34_000, capacityPerS: 19_000, tailShare: 0.003 },
  },
];

interface Member extends Family {
  readonly variant: string;
}

/** Each variant is a little faster than the one before. */
function membersOf(family: Family): Member[] {
  return family.variants.map((variant, at) => ({
    ...family,
    variant,
    load: {
      ...family.load,
      medianNs: family.load.medianNs * 0.87 ** at,
      capacityPerS: family.load.capacityPerS * 1.06 ** at,
    },
  }));
}

const OFFERED_PER_S = 6_000;

function trialOf({ id, variant, load }: Member, block: number): Trial {
  const place = { scenario: SCENARIO, block };
  const grid = [0.55, 0.75, 0.9, 1, 1.06].map((share, gridPosition) => {
    const offeredPerS = Math.round(load.capacityPerS * share);
    return sampleGridStep(load, { ...place, offeredPerS, gridPosition });
  });
  const compared = sampleStep(load, { ...place, offeredPerS: OFFERED_PER_S });
  const steps = [compared, ...grid];
  return { contender: id, variant, scenario: SCENARIO, block, steps, repeated: [], metrics: [] };
}

function comparisonOf(contender: Member, against: Member): Comparison {
  return {
    contender: contender.id,
    variant: contender.variant,
    scenario: SCENARIO,
    against: against.id,
    againstVariant: against.variant,
    metric: "response.p99",
    at: { offeredPerS: OFFERED_PER_S },
    ratio: against.load.medianNs / contender.load.medianNs,
    ranked: false,
    trials: 1,
    reason: "not ranked: 1 trial",
  };
}

/** Sixteen contender variants of six contenders, one block. */
export function manyVariantsRecord(): SampleRecord {
  const members = FAMILIES.flatMap(membersOf);
  const references = members.filter(({ role }) => role === "reference");
  const rivals = members.filter(({ role }) => role !== "reference" && role !== "floor");
  const workload = {
    ...sampleWorkload(),
    contenders: members.map(
      ({ id, variant, language, role }): ContenderResult => ({
        id,
        variant,
        scenario: SCENARIO,
        language,
        role,
        outcome: "measured",
        metrics: [],
      }),
    ),
    trials: members.map((member) => trialOf(member, 0)),
    comparisons: references.flatMap((one) => rivals.map((other) => comparisonOf(one, other))),
  };
  return { ...sampleRecord(), workloads: [workload] };
}
