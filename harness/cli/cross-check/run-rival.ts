// One run of another tool: pinned, bounded, and read. Whatever it does is an outcome; nothing of it
// stops the caller.

import path from "node:path";
import { contenderEnvironment } from "#drive/trial/contender-environment.ts";
import type { Supervisor } from "#drive/trial/supervisor.ts";
import { type CorePlacement, pinnedCommand } from "#measure/placement.ts";
import { UnreadableOutput } from "./output-fields.ts";
import type { Rival, RivalFigures, RivalLoad, RivalOutput } from "./rival.ts";
import { runTool } from "./tool-process.ts";

/** Of a tool's own words; a line or two. */
const WORDS_CHARACTERS = 240;

export interface RivalRun extends RivalLoad {
  /** The installed program, before its arguments. */
  readonly command: readonly string[];
  /** All of its threads run here; none: wherever the system puts them. */
  readonly cores: readonly number[];
  readonly placement: CorePlacement;
  readonly supervisor: Supervisor;
  /** Beyond it the tool is killed. */
  readonly limitS: number;
  readonly signal?: AbortSignal;
}

export type RivalOutcome =
  | {
      readonly status: "measured";
      readonly figures: RivalFigures;
      /** The tool's own words, shortened; null: it noticed nothing. */
      readonly notice: string | null;
    }
  | { readonly status: "failed"; readonly reason: string };

export async function runRival(rival: Rival, run: RivalRun): Promise<RivalOutcome> {
  const { command, cores, placement, supervisor, limitS, signal } = run;
  const { runId, scratch } = supervisor;
  const end = await runTool(
    {
      command: pinnedCommand([...command, ...rival.command(run)], cores, placement),
      folder: scratch,
      environment: contenderEnvironment({ runId, trialId: runId, scratch }),
      limitS,
      signal,
    },
    supervisor,
  );
  if (end.state === "failed") return { status: "failed", reason: end.reason };
  try {
    return readRival(rival, end);
  } catch (error) {
    if (!(error instanceof UnreadableOutput)) throw error;
    const last = end.stderr.trim().split("\n").at(-1) ?? "";
    const words = last === "" ? "" : `; its last words: ${shortened(last)}`;
    return { status: "failed", reason: `${error.message}; it ended with ${end.how}${words}` };
  }
}

/** @throws UnreadableOutput */
function readRival(
  rival: Pick<Rival, "read" | "notice">,
  output: RivalOutput,
): Extract<RivalOutcome, { readonly status: "measured" }> {
  const figures = rival.read(output);
  const words = rival.notice(output);
  return { status: "measured", figures, notice: words === undefined ? null : shortened(words) };
}

/** The command as a person would type it: without the places of this machine. */
export function commandLine({ program, ...rival }: Rival, load: RivalLoad): string {
  const name = program.from === "build" ? program.program.id : program.tool;
  const words = rival
    .command(load)
    .map((word) => (path.isAbsolute(word) ? path.basename(word) : word));
  return [name, ...words].join(" ");
}

function shortened(words: string): string {
  return words.length <= WORDS_CHARACTERS ? words : `${words.slice(0, WORDS_CHARACTERS)}…`;
}
