// A whole self-test from a seed, with every state that its page must be able to say: within,
// outside, spoiled by the host, not reported, never answered, noticed or not, a fault that was not
// named, a goal that was missed, a tool that is absent. Its own file because golden and property
// tests share it. Tools and figures are invented and describe no program; nothing but tests reads
// them.

import { verdictTrial } from "#judge/verdict-trial.ts";
import { drawsOf } from "#model/draws.ts";
import {
  type CountRow,
  OWN_TOOL,
  SELF_TEST_SCHEMA,
  type SelfTest,
  TRUTH_PROTOCOLS,
  type TruthProtocol,
  type TruthQuantile,
  type TruthRepetition,
  type TruthRow,
} from "#model/self-test.ts";
import { SAMPLE_CASES, SAMPLE_TOOLS, type SampleCase } from "./sample-self-test-cases.ts";

const SEED = 20_260_303;
const REPETITIONS = 5;
const QUANTILES = ["p50", "p99", "p99.9", "max"] as const satisfies TruthQuantile[];
const BOUND_PCT = 2;
/** From here on a repetition is the host's. */
const HOST_SHARE_LIMIT = 0.01;
/** The case and quantile in which our own sample is wrong, and the one that the host spoiled. */
const OUTSIDE = "http mm1-0.7 max";
const SPOILED = "udp freeze p99.9";

interface RowKey {
  readonly tool: string;
  readonly protocol: TruthProtocol;
  readonly sample: SampleCase;
  readonly quantile: TruthQuantile;
}

/** A number in [−1, 1) that belongs to this row and repetition alone. */
function wobble({ tool, protocol, sample, quantile }: RowKey, repetition: number): number {
  const words = `${tool} ${protocol} ${sample.id} ${quantile}`;
  const stream = words
    .split("")
    .reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 1_000_003, 7);
  return 2 * drawsOf(SEED, stream).unit(repetition) - 1;
}

/** Reported ÷ truth; undefined: not reported. */
function factorOf(key: RowKey, repetition: number): number | undefined {
  const { tool, protocol, sample, quantile } = key;
  if (tool === OWN_TOOL) {
    const isOutside = `${protocol} ${sample.id} ${quantile}` === OUTSIDE;
    return 1 + wobble(key, repetition) / 250 + (isOutside ? 0.11 : 0);
  }
  const factor = SAMPLE_TOOLS.find(({ id }) => id === tool)?.factor(sample.id, quantile);
  return factor === undefined ? undefined : factor * (1 + wobble(key, repetition) / 100);
}

function repetitionOf(key: RowKey, repetition: number): TruthRepetition {
  const { protocol, sample, quantile } = key;
  const drawnNs = sample.truthNs[quantile] ?? null;
  const isSpoiled = `${protocol} ${sample.id} ${quantile}` === SPOILED;
  const share = Math.abs(wobble(key, repetition + REPETITIONS)) * HOST_SHARE_LIMIT;
  // One repetition in some rows is the host's, and all of one row.
  const hostShare = isSpoiled ? 0.08 : share > 0.97 * HOST_SHARE_LIMIT ? 3 * share : share / 20;
  const truthNs = drawnNs === null ? null : Math.round(drawnNs * (1 + hostShare));
  const factor = factorOf(key, repetition);
  const base = truthNs ?? sample.censoredNs;
  // What never had an answer has no figure of ours either; another tool may still print one.
  const isSilent = factor === undefined || (truthNs === null && key.tool === OWN_TOOL);
  const reportedNs = isSilent ? null : Math.round(base * factor);
  const errorPct =
    truthNs === null || reportedNs === null ? null : (reportedNs / truthNs - 1) * 100;
  const isRight = errorPct === null ? reportedNs === truthNs : Math.abs(errorPct) <= BOUND_PCT;
  const isHosts = hostShare >= HOST_SHARE_LIMIT;
  const figures = { drawnNs, truthNs, reportedNs, errorPct, within: isRight, hostShare };
  return isHosts ? { ...figures, label: "host" } : figures;
}

function rowOf(key: RowKey): TruthRow {
  const repetitions = Array.from({ length: REPETITIONS }, (_, at) => repetitionOf(key, at));
  const counted = repetitions
    .filter(({ label }) => label === undefined)
    .toSorted((one, other) => (one.errorPct ?? 0) - (other.errorPct ?? 0));
  const median = counted[Math.floor(counted.length / 2)] ?? repetitions[0];
  const right = counted.filter((one) => one.within).length;
  const within = counted.length > 0 && right >= 0.8 * counted.length;
  const { tool, protocol, sample, quantile } = key;
  return {
    ...(median as TruthRepetition),
    case: sample.id,
    protocol,
    tool,
    quantile,
    within,
    repetitions,
  };
}

function truthRows(): TruthRow[] {
  const rowsOf = (tool: string, protocol: TruthProtocol) =>
    SAMPLE_CASES.flatMap((sample) =>
      QUANTILES.map((quantile) => rowOf({ tool, protocol, sample, quantile })),
    );
  const own = TRUTH_PROTOCOLS.flatMap((protocol) => rowsOf(OWN_TOOL, protocol));
  return [...own, ...SAMPLE_TOOLS.flatMap(({ id }) => rowsOf(id, "http"))];
}

function countRows(): CountRow[] {
  const exact = { tolerance: 0, within: true };
  const own = TRUTH_PROTOCOLS.flatMap((protocol): CountRow[] => [
    {
      case: "faults",
      protocol,
      tool: OWN_TOOL,
      what: "failed",
      expected: 51,
      reported: 51,
      ...exact,
    },
    {
      case: "in-flight",
      protocol,
      tool: OWN_TOOL,
      what: "withheld",
      expected: 812,
      reported: 812,
      ...exact,
    },
    {
      case: "mm1-0.7",
      protocol,
      tool: OWN_TOOL,
      what: "KS distance of sent gaps",
      expected: 0,
      reported: 0.0041,
      tolerance: 0.02,
      within: true,
    },
  ]);
  const beside = { case: "in-flight", protocol: "http", tool: "delta", tolerance: 0 } as const;
  return [
    ...own,
    { ...beside, what: "sent", expected: 15_000, reported: 14_188, within: false },
    { ...beside, what: "failed", expected: 0, reported: null, within: false },
    { ...beside, tool: "alpha", what: "sent", expected: 15_000, reported: 15_000, within: true },
  ];
}

function generator(): SelfTest["generator"] {
  const fault = (name: string, planted: number, flagged: number, rightCause: number) => ({
    fault: name,
    cause: name.split(" ")[0] ?? name,
    planted,
    flagged,
    rightCause,
    named: {
      [name.split(" ")[0] ?? name]: rightCause,
      ...(flagged === rightCause ? {} : { lag: flagged - rightCause }),
    },
  });
  const faults = [
    fault("competition by a spinning process", 20, 20, 20),
    fault("host pause of 1–300 ms", 30, 30, 30),
    fault("generator-gc forced with a large heap", 20, 20, 20),
    fault("quota of a cgroup", 18, 18, 17),
    fault("churn of connections", 20, 19, 19),
    fault("saturated by three times its maximum", 10, 10, 10),
  ];
  return verdictTrial(faults, { clean: 300, falseAlarms: 1 });
}

function cost(): SelfTest["cost"] {
  const row = (name: string, unit: string, value: number | null, goal: number) => ({
    name,
    unit,
    value,
    goal,
    better: unit === "1/s" ? ("more" as const) : ("less" as const),
    method: "best of five rounds, on the generator's core",
  });
  return {
    recordNs: 4.2,
    nullTransportNs: 310,
    lagP999Ns: 4_100,
    httpPerS: 91_000,
    memcachePerS: 97_000,
    udpPerS: null,
    rssBytesMax: 58 * 2 ** 20,
    rows: [
      row("one record", "ns", 4.2, 10),
      row("one request without a socket", "ns", 310, 500),
      row("HTTP/1.1 on one core", "1/s", 91_000, 80_000),
      row("memcache gets on one core", "1/s", 97_000, 100_000),
      row("datagrams on one core", "1/s", null, 200_000),
      row("memory above an empty Node", "B", 58 * 2 ** 20, 64 * 2 ** 20),
    ],
    beside: [
      { tool: "alpha", protocol: "http", perS: 61_000 },
      { tool: "beta", protocol: "http", perS: 143_000 },
      { tool: "gamma", protocol: "http", perS: null },
    ],
  };
}

const WHERE: Pick<SelfTest, "host" | "placement"> = {
  host: {
    os: "Debian GNU/Linux 12",
    kernel: "6.1.0",
    arch: "x64",
    cpuModel: "Sample CPU @ 2.60GHz",
    cores: 2,
    memoryBytes: 8 * 2 ** 30,
    virtualization: "kvm",
    transparentHugePages: "madvise",
    loadAverage1m: 0.12,
    versions: { node: "26.10.0", cc: "12.2.0" },
    commit: "4c1d2f0a9b8e7d6c5b4a39281706f5e4d3c2b1a0",
    dirty: false,
  },
  placement: {
    pinned: true,
    generatorCore: 0,
    contenderCores: [1],
    how: "taskset; the harness sleeps during steps",
  },
};

/** The same document each time. */
export function sampleSelfTest(): SelfTest {
  return {
    schema: SELF_TEST_SCHEMA,
    status: "complete",
    size: "full",
    seed: SEED,
    startedAt: "2026-03-03T09:30:00.000Z",
    durationS: 2_460,
    ...WHERE,
    reproduce: `npm run bench -- selftest --seed=${SEED}`,
    parts: ["truth", "rivals", "generator", "cost"],
    leftOut: ["clock faults: planted in simulation only, by npm test"],
    preChecks: [
      { part: "truth", block: 0, pausedShare: 0.0009, passed: true, attempts: 1 },
      { part: "truth", block: 1, pausedShare: 0.021, passed: false, attempts: 3 },
      { part: "generator", block: 0, pausedShare: 0.0004, passed: true, attempts: 2 },
    ],
    floors: TRUTH_PROTOCOLS.map((protocol, at) => ({
      protocol,
      server: protocol === "udp" ? "node" : "c",
      p50Ns: 31_000 - 4_000 * at,
      p99Ns: 58_000 - 5_000 * at,
    })),
    cases: SAMPLE_CASES.map(({ id, about, wrongTool }) => ({ case: id, about, wrongTool })),
    truth: truthRows(),
    counts: countRows(),
    rivals: [
      ...SAMPLE_TOOLS.map(({ id, version, command }) => ({
        tool: id,
        state: "measured" as const,
        version,
        command,
      })),
      {
        tool: "omega",
        state: "absent",
        version: null,
        command: null,
        reason: "omega is not on the PATH; install omega 2.1",
      },
    ],
    notices: SAMPLE_TOOLS.flatMap(({ id, notices }) =>
      SAMPLE_CASES.map((sample) => {
        const words = notices[sample.id];
        const notice = { tool: id, case: sample.id };
        return words === undefined
          ? { ...notice, noticed: false }
          : { ...notice, noticed: true, words };
      }),
    ),
    generator: generator(),
    cost: cost(),
  };
}
