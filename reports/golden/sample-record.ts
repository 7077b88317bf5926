// A whole run record from a seed, with every case that the report must be able to say: measured,
// unavailable, left out, incorrect, unfit, censored, unsupported, ranked and not ranked. Its own
// file because golden and property tests share it. The figures are invented here and describe no
// program; nothing but tests reads them.

import {
  FLOOR,
  PYTHON,
  REFERENCE,
  RUST,
  type SampleContender,
  WRONG,
} from "./sample-contenders.ts";
import { sampleGridStep, sampleStep } from "./sample-step.ts";
import type {
  Comparison,
  ContenderResult,
  PreCheck,
  RunRecord,
  ServiceRecord,
  Trial,
} from "#model/run-record.ts";
import type { Step } from "#model/step.ts";

/** Requests/s by scenario: four seconds of the second are too few for a p99.9. */
const OFFERED_PER_S: Readonly<Record<string, number>> = { "get-set": 6_000, "ttl-mix": 600 };

function offeredIn(scenario: string): number {
  return OFFERED_PER_S[scenario] ?? 0;
}

/** Fewer and wider apart than in a real run; shifted a little in every block. */
const GRID_SHARES = [0.42, 0.5, 0.59, 0.7, 0.8, 0.9, 0.98, 1.06];
const GRID_SCENARIO = "get-set";
const GRID_SHIFT = 1.02;
const LIMIT_NS = 5_000_000;

function hasKnee({ mismatched }: SampleContender, scenario: string): boolean {
  return scenario === GRID_SCENARIO && mismatched === undefined;
}

/** Requests/s of a trial's own knee. */
function kneePerS({ capacityPerS, kneeShare }: SampleContender, block: number): number {
  return Math.round(capacityPerS * kneeShare * (0.99 + 0.01 * block));
}

function gridOf(contender: SampleContender, scenario: string, block: number): Step[] {
  if (!hasKnee(contender, scenario)) return [];
  return GRID_SHARES.map((share, gridPosition) => {
    const offeredPerS = Math.round(contender.capacityPerS * share * GRID_SHIFT ** block);
    return sampleGridStep(contender, { scenario, block, offeredPerS, gridPosition });
  });
}

/** One step was run again because its generator was not fit. */
function repeatedIn(contender: SampleContender, scenario: string, block: number): Step[] {
  if (contender !== PYTHON || scenario !== GRID_SCENARIO || block !== 1) return [];
  const step = sampleStep(contender, { scenario, block, offeredPerS: offeredIn(scenario) });
  const causes = ["pause: one took 231 ms (limit 200 ms)"];
  return [
    {
      ...step,
      valid: false,
      invalidReasons: [`generator unfit: ${causes[0]}`],
      generator: { ...step.generator, fit: false, fitQuantiles: [], causes },
    },
  ];
}

function trialOf(contender: SampleContender, scenario: string, block: number): Trial {
  const { id, variant, rssBytes } = contender;
  const pss = rssBytes * (0.9 + block * 0.01);
  const knee = {
    name: "kneePerS",
    unit: "1/s",
    value: kneePerS(contender, block),
    better: "more",
  } as const;
  return {
    contender: id,
    variant,
    scenario,
    block,
    steps: [
      sampleStep(contender, { scenario, block, offeredPerS: offeredIn(scenario) }),
      ...gridOf(contender, scenario, block),
    ],
    repeated: repeatedIn(contender, scenario, block),
    metrics: [
      ...(hasKnee(contender, scenario) ? [knee] : []),
      {
        name: "closedLoopPerS",
        unit: "1/s",
        value: 2.1e9 / contender.cpuNsPerReply,
        better: "more",
      },
      { name: "pssBytes", unit: "B", value: Math.round(pss), better: "less" },
    ],
  };
}

function resultOf(contender: SampleContender, scenario: string): ContenderResult {
  const { id, variant, language, role, cpuNsPerReply, mismatched } = contender;
  const knee = kneePerS(contender, 1);
  const wrong = mismatched === undefined ? undefined : "14 replies carried another key's value";
  return {
    id,
    variant,
    scenario,
    language,
    role,
    outcome: wrong === undefined ? "measured" : "incorrect",
    ...(wrong === undefined ? {} : { reason: wrong }),
    metrics: [
      {
        name: "closedLoopPerS",
        unit: "1/s",
        value: 0.74e9 / cpuNsPerReply,
        better: "more",
        low: 0.7e9 / cpuNsPerReply,
        high: 0.79e9 / cpuNsPerReply,
        trials: 3,
      },
      ...(hasKnee(contender, scenario)
        ? [
            {
              name: "kneePerS",
              unit: "1/s",
              value: knee,
              better: "more" as const,
              low: Math.round(knee * 0.97),
              high: Math.round(knee * 1.03),
              trials: 3,
            },
          ]
        : []),
    ],
  };
}

function absent(
  id: string,
  outcome: "unavailable" | "left-out",
  scenario: string,
): ContenderResult {
  const missing = outcome === "unavailable";
  return {
    id,
    variant: missing ? "slab" : "tuned",
    scenario,
    language: missing ? "c" : "java",
    role: missing ? "peer" : "baseline",
    outcome,
    reason: missing ? "memcached>=1.6 is not on the PATH" : "quick",
    fix: missing
      ? "install memcached 1.6 or newer"
      : "name it with --contenders, or use --standard",
    metrics: [],
  };
}

interface Against {
  readonly contender: SampleContender;
  readonly scenario: string;
  readonly trials: number;
}

function comparisonOf(against: Against, metric: string, ratio: number): Comparison {
  const enough = against.trials >= 3;
  const half = 1 + 0.04 * Math.abs(Math.log(ratio)) + 0.03;
  const [low, high] = [ratio / half, ratio * half];
  const ranked = enough && (low > 1 || high < 1);
  const open = enough ? "the interval does not exclude equality" : `${against.trials} trials`;
  return {
    contender: REFERENCE.id,
    variant: REFERENCE.variant,
    scenario: against.scenario,
    against: against.contender.id,
    againstVariant: against.contender.variant,
    metric,
    at: { offeredPerS: offeredIn(against.scenario) },
    ratio,
    ...(enough ? { low, high } : {}),
    ...(ranked ? {} : { reason: `not ranked: ${open}` }),
    ranked,
    trials: against.trials,
  };
}

function ofNoRate({ at: _at, ...comparison }: Comparison): Comparison {
  return comparison;
}

function kneeRatio(contender: SampleContender): number {
  return kneePerS(REFERENCE, 1) / kneePerS(contender, 1);
}

function comparisonsOf(against: Against): Comparison[] {
  const { contender, trials } = against;
  const {
    ratio: _ratio,
    low: _low,
    high: _high,
    ...noRatio
  } = {
    ...comparisonOf(against, "response.p99.9", 1),
    ranked: false,
    trials: 0,
    reason:
      contender === PYTHON
        ? "not ranked: 0 trials; 3 of 3 pairs left out (python-asyncio tuned: generator unfit for p99.9)"
        : "not ranked: 0 trials; 2 of 2 pairs left out (reference as-described: no p99.9)",
  };
  const tail = contender === RUST ? 0.44 : 2.9;
  return [
    comparisonOf(against, "response.p50", contender.medianNs / REFERENCE.medianNs),
    comparisonOf(against, "response.p99", tail),
    contender === PYTHON || trials < 3 ? noRatio : comparisonOf(against, "response.p99.9", 1.02),
    comparisonOf(against, "cpuNsPerReply", contender.cpuNsPerReply / REFERENCE.cpuNsPerReply),
    ofNoRate(comparisonOf(against, "pssBytes", contender.rssBytes / REFERENCE.rssBytes)),
    ...(hasKnee(contender, against.scenario)
      ? [ofNoRate(comparisonOf(against, "kneePerS", kneeRatio(contender)))]
      : []),
  ];
}

function scenarioParts(scenario: string, trials: number, contenders: readonly SampleContender[]) {
  const blocks = Array.from({ length: trials }, (_, block) => block);
  const rivals = contenders.filter(({ role }) => role === "baseline" || role === "ceiling");
  return {
    contenders: [
      ...contenders.map((one) => resultOf(one, scenario)),
      absent("memcached", "unavailable", scenario),
      absent("java-netty", "left-out", scenario),
    ],
    trials: blocks.flatMap((block) => contenders.map((one) => trialOf(one, scenario, block))),
    comparisons: rivals
      .filter(({ mismatched }) => mismatched === undefined)
      .flatMap((contender) => comparisonsOf({ contender, scenario, trials })),
  };
}

function sampleWorkload(): ServiceRecord {
  const many = scenarioParts("get-set", 3, [REFERENCE, PYTHON, RUST, WRONG, FLOOR]);
  const few = scenarioParts("ttl-mix", 2, [REFERENCE, RUST, FLOOR]);
  return {
    id: "cache",
    shape: "service",
    question: "How much of a cache's response time is the language that it is written in?",
    datasetSha256: "0f".repeat(32),
    slo: {
      limitNs: LIMIT_NS,
      asked: "p99.9",
      reason: "the floor's p99.9 was above a third of the limit in 2 of 3 blocks",
    },
    sloQuantile: "p99",
    parameters: { keys: 20_000, valueBytes: 512 },
    contenders: [...many.contenders, ...few.contenders],
    trials: [...many.trials, ...few.trials],
    comparisons: [...many.comparisons, ...few.comparisons],
    claims: [
      {
        id: "cache-1",
        system: "cache",
        seed: "004",
        quote: "The rewrite cut p99 from 200 ms to 5 ms.",
        kind: "ratio",
        metric: "response.p99",
        ratio: 40,
        verdict: "inconclusive",
        reason: "3 valid trials, 5 are needed",
      },
    ],
  };
}

function samplePreChecks(): PreCheck[] {
  return [0.0008, 0.0031, 0.021].map((pausedShare, block) => ({
    workload: "cache",
    block,
    pausedShare,
    passed: pausedShare < 0.01,
    attempts: pausedShare < 0.01 ? 1 : 3,
  }));
}

/** Services alone. */
export interface SampleRecord extends RunRecord {
  readonly workloads: readonly ServiceRecord[];
}

let made: SampleRecord | undefined;

/** The same record at every call, made once in a process. */
export function sampleRecord(): SampleRecord {
  made ??= makeRecord();
  return made;
}

function makeRecord(): SampleRecord {
  return {
    schema: "tailproof.record/1",
    status: "complete",
    size: "quick",
    seed: 7,
    startedAt: "2026-11-21T12:16:04.000Z",
    durationS: 148.2,
    host: {
      os: "Debian GNU/Linux 12",
      kernel: "6.1.0",
      arch: "x64",
      cpuModel: "Sample CPU @ 2.60GHz",
      cores: 2,
      memoryBytes: 8 * 2 ** 30,
      virtualization: "kvm",
      transparentHugePages: "madvise",
      loadAverage1m: 0.31,
      versions: { node: "26.10.0", python: "3.11.2", rustc: "1.95.0" },
      commit: "4c1d2f0a9b8e7d6c5b4a39281706f5e4d3c2b1a0",
      dirty: true,
    },
    placement: {
      pinned: true,
      generatorCore: 0,
      contenderCores: [1],
      how: "taskset; the harness sleeps during steps",
    },
    equal: [
      { what: "threads", value: "1" },
      { what: "memory limit", value: "256 MiB for every heap" },
      { what: "TCP_NODELAY", value: "on, both ends" },
      { what: "connections", value: "32, opened before the plan starts" },
    ],
    leftOut: ["scenario tls: not part of the quick size (run --standard)"],
    preChecks: samplePreChecks(),
    reproduce: "npm run bench -- run cache --quick --seed=7",
    recordPath: "reports/runs/2026-11-21T12-16-04Z/record.json",
    reportPath: "reports/runs/2026-11-21T12-16-04Z/index.html",
    workloads: [sampleWorkload()],
  };
}
