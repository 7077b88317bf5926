// Other tools on the truth cases that send at even gaps, against the same server: how far their
// figures are off, what they did not count, and whether they said so.
//
// Its own file because they are judged by what arrived at the server; nothing of theirs is believed
// but the figures that they report. A tool that is absent, or fails, costs its own rows only.

import { installRival } from "#cli/cross-check/install-rival.ts";
import type { Rival, RivalFigures, RivalLoad } from "#cli/cross-check/rival.ts";
import { rivals } from "#cli/cross-check/rivals.ts";
import { commandLine, type RivalOutcome, runRival } from "#cli/cross-check/run-rival.ts";
import { environmentMark, RUN_VARIABLE } from "#measure/trial-mark.ts";
import { mix32 } from "#model/draws.ts";
import type {
  CountRow,
  PartPreCheck,
  RivalNotice,
  RivalTool,
  TransportFloor,
  TruthQuantile,
  TruthRow,
} from "#model/self-test.ts";
import { planRepetition, type RepetitionPlan } from "../truth/repetition-plan.ts";
import { toolCountRows } from "../truth/tool-counts.ts";
import { judgeTool, toolTruth } from "../truth/tool-truth.ts";
import { type TruthCase, truthCases } from "../truth/truth-cases.ts";
import { type JudgedRepetition, truthRow } from "../truth/truth-judgement.ts";
import { partPreCheck, type SelfTestGround } from "./self-test-ground.ts";
import { servedWhile } from "./truth-repetition.ts";

/** Their errors are far outside the bounds or inside; one in each of so many rounds shows which. */
const ROUNDS = 3;
const CONNECTIONS = 50;
/** Beyond a run's own time: virtual users are made before it, late replies awaited behind it. */
const SLACK_S = 60;
const QUANTILES: readonly TruthQuantile[] = ["p50", "p99", "p99.9", "max"];

export interface RivalTruthFound {
  readonly rivals: readonly RivalTool[];
  readonly rows: readonly TruthRow[];
  readonly counts: readonly CountRow[];
  readonly notices: readonly RivalNotice[];
  readonly preChecks: readonly PartPreCheck[];
}

interface ReadyRival {
  readonly rival: Rival;
  readonly command: readonly string[];
}

export async function measureRivals(
  ground: SelfTestGround,
  floors: readonly TransportFloor[],
): Promise<RivalTruthFound> {
  const { tools, ready } = await installAll(ground);
  const floorP99Ns = floors.find(({ protocol }) => protocol === "http")?.p99Ns ?? 0;
  const parts: { rows: TruthRow[]; counts: CountRow[]; notices: RivalNotice[] }[] = [];
  const preChecks: PartPreCheck[] = [];
  for (const truthCase of truthCases.filter(({ otherTools }) => otherTools)) {
    for (const each of ready) {
      if (ground.signal.aborted) break;
      ground.tell(`rivals: ${truthCase.id} by ${each.rival.name}`);
      parts.push(await rivalCase(ground, each, { truthCase, floorP99Ns, preChecks }));
    }
  }
  return {
    rivals: tools,
    rows: parts.flatMap(({ rows }) => rows),
    counts: parts.flatMap(({ counts }) => counts),
    notices: parts.flatMap(({ notices }) => notices),
    preChecks,
  };
}

/** Builds what is not built yet. Tools without a rate are told with the lab's own speed. */
async function installAll(
  ground: SelfTestGround,
): Promise<{ tools: RivalTool[]; ready: ReadyRival[] }> {
  const mark = { [RUN_VARIABLE]: environmentMark(ground.supervisor.runId) };
  const tools: RivalTool[] = [];
  const ready: ReadyRival[] = [];
  for (const rival of rivals.filter(({ pacing }) => pacing === "rate")) {
    if (ground.signal.aborted) break;
    ground.tell(`truth: is ${rival.name} there?`);
    const found = await installRival(rival, { ...ground.builds, mark, signal: ground.signal });
    const tool = rival.id;
    if (found.ok) {
      ready.push({ rival, command: found.command });
      const command = commandLine(rival, loadOf(firstCase(), 0));
      tools.push({ tool, state: "measured", version: found.version, command });
    } else {
      const reason = `${found.reason}; ${found.fix}`;
      tools.push({ tool, state: "absent", version: null, command: null, reason });
    }
  }
  return { tools, ready };
}

function firstCase(): TruthCase {
  const [first] = truthCases.filter(({ otherTools }) => otherTools);
  if (first === undefined) throw new Error("no truth case is for other tools");
  return first;
}

/** @param port 0 where only the words are of interest. */
function loadOf({ ratePerS, durationS }: TruthCase, port: number): RivalLoad {
  const url = `http://127.0.0.1:${port}/`;
  return { url, ratePerS, durationS, connections: CONNECTIONS, insecure: false };
}

interface RivalCase {
  readonly truthCase: TruthCase;
  readonly floorP99Ns: number;
  /** Takes one for each repetition. */
  readonly preChecks: PartPreCheck[];
}

async function rivalCase(
  ground: SelfTestGround,
  ready: ReadyRival,
  { truthCase, floorP99Ns, preChecks }: RivalCase,
): Promise<{ rows: TruthRow[]; counts: CountRow[]; notices: RivalNotice[] }> {
  const judged = new Map<TruthQuantile, JudgedRepetition[]>();
  let counts: CountRow[] = [];
  let words: string | null = null;
  const tool = ready.rival.id;
  const identity = { case: truthCase.id, protocol: "http", tool } as const;
  for (let round = 0; round < ROUNDS && !ground.signal.aborted; round++) {
    const check = await partPreCheck(ground, "rivals", preChecks.length);
    preChecks.push(check);
    if (!check.passed) continue;
    const plan = planRepetition(truthCase, {
      protocol: "http",
      durationS: truthCase.durationS,
      seed: mix32(ground.seed + 1 + round),
      firstIndex: 0,
    });
    const before = ready.rival.requestsBefore?.(loadOf(truthCase, 0)) ?? 0;
    const { sent, log } = await servedWhile(ground, withBefore(plan, before), (port) =>
      runAgainst(ground, ready, loadOf(truthCase, port)),
    );
    if (sent.status === "failed") {
      words = sent.reason;
      continue;
    }
    words ??= sent.notice;
    const { step } = plan;
    const server = { ...plan.server, firstIndex: before };
    const truth = toolTruth(log, server, step);
    const asked = { quantiles: QUANTILES.filter((each) => isJudged(plan, each)), floorP99Ns };
    for (const [quantile, each] of judgeTool(truth, reportedBy(sent.figures), asked)) {
      judged.set(quantile, [...(judged.get(quantile) ?? []), each]);
    }
    const told = { requests: sent.figures.count, errors: sent.figures.errors };
    if (counts.length === 0) {
      counts = toolCountRows(identity, truth, told, { server, load: step });
    }
  }
  const rows = [...judged].flatMap(
    ([quantile, each]) => truthRow({ ...identity, quantile }, each) ?? [],
  );
  return {
    rows,
    counts,
    notices: [noticeOf(identity, [...rows, ...counts.filter(isTold)], words)],
  };
}

/** The server numbers by arrival: what comes before the plan's requests is answered at once. */
function withBefore(plan: RepetitionPlan, before: number): RepetitionPlan {
  const { server } = plan;
  const count = before + server.count;
  const serviceNs = new Float64Array(count);
  serviceNs.set(server.serviceNs, before);
  const fates = new Uint8Array(count);
  fates.set(server.fates, before);
  return { ...plan, server: { ...server, count, serviceNs, fates } };
}

/** What a tool does not tell at all is no wrong count of it. */
function isTold({ reported }: CountRow): boolean {
  return reported !== null;
}

function isJudged({ truthCase }: RepetitionPlan, quantile: TruthQuantile): boolean {
  return truthCase.quantiles.includes(quantile);
}

function runAgainst(
  ground: SelfTestGround,
  { rival, command }: ReadyRival,
  load: RivalLoad,
): Promise<RivalOutcome> {
  const { placement, supervisor, signal } = ground;
  const core = placement.generatorCore;
  return runRival(rival, {
    ...load,
    command,
    cores: core === null ? [] : [core],
    placement,
    supervisor,
    limitS: load.durationS + SLACK_S,
    signal,
  });
}

const FIELDS = { p50: "p50Ns", p99: "p99Ns", "p99.9": "p999Ns", max: "maxNs" } as const;

function reportedBy(figures: RivalFigures): Parameters<typeof judgeTool>[1] {
  return {
    quantileNs: (quantile) => (quantile === "p90" ? null : figures[FIELDS[quantile]]),
    replied: figures.count - figures.errors,
  };
}

/** There was something to notice where a figure is outside its bounds. */
function noticeOf(
  { tool, case: id }: Pick<RivalNotice, "tool" | "case">,
  rows: readonly { readonly within: boolean }[],
  words: string | null,
): RivalNotice {
  const isOff = rows.some(({ within }) => !within);
  const told = words === null ? {} : { words };
  return { tool, case: id, noticed: isOff ? words !== null : null, ...told };
}
