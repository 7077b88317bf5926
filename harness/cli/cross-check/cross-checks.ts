// The same load through other tools, one after the other, on the core that was the generator's:
// what `bench load --cross-check` adds behind its own steps. It takes any server that is there;
// who started it is the caller's.

import { randomBytes } from "node:crypto";
import type { BuildSettings } from "#drive/builds/build-cache.ts";
import { Supervisor } from "#drive/trial/supervisor.ts";
import type { CorePlacement } from "#measure/placement.ts";
import { environmentMark, RUN_VARIABLE } from "#measure/trial-mark.ts";
import { type Installation, installRival, locateRival } from "./install-rival.ts";
import type { Rival, RivalFigures, RivalId, RivalLoad } from "./rival.ts";
import { rivalsNamed } from "./rivals.ts";
import { commandLine, runRival } from "./run-rival.ts";

/** Beyond a run's own time: virtual users are made before it, late replies awaited behind it. */
const SLACK_S = 60;

/** One tool at one rate. */
export interface CrossCheck {
  readonly tool: RivalId;
  readonly name: string;
  /** What its times are beside service times; empty: just these. */
  readonly times: string;
  readonly pacing: Rival["pacing"];
  /** null: at its own maximum, or absent. */
  readonly offeredPerS: number | null;
  readonly state: "measured" | "absent" | "failed";
  readonly version: string | null;
  readonly command: string;
  readonly figures: RivalFigures | null;
  /** Its own words on that it did not do what it was asked. */
  readonly notice: string | null;
  /** Why there are no figures. */
  readonly reason?: string;
  /** What would install it. */
  readonly fix?: string;
}

export interface CrossCheckOrder extends Omit<RivalLoad, "ratePerS"> {
  readonly ids: readonly RivalId[];
  readonly ratesPerS: readonly number[];
  readonly placement: CorePlacement;
  readonly builds: BuildSettings;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

/** Of each tool a row for each rate, or one where it has no rate or is absent. */
export async function crossCheck(order: CrossCheckOrder): Promise<CrossCheck[]> {
  await using supervisor = new Supervisor(randomBytes(8).toString("hex"));
  const mark = { [RUN_VARIABLE]: environmentMark(supervisor.runId) };
  const builds = { ...order.builds, mark, signal: order.signal };
  const rows: CrossCheck[] = [];
  for (const rival of rivalsNamed(order.ids)) {
    await announceBuild(rival, builds, order.tell);
    const installed = await installRival(rival, builds);
    const hasRates = installed.ok && rival.pacing === "rate";
    for (const offeredPerS of hasRates ? order.ratesPerS : [null]) {
      rows.push(await checkOne({ rival, installed, offeredPerS, supervisor }, order));
    }
  }
  return rows;
}

async function announceBuild(
  { name, program }: Rival,
  builds: BuildSettings,
  tell: (line: string) => void,
): Promise<void> {
  const found = await locateRival({ program }, builds);
  if (program.from === "machine" || !found.ok || found.isBuilt) return;
  tell(`cross-check: building ${name} ${found.version}, once, ${program.takes}`);
}

interface One {
  readonly rival: Rival;
  readonly installed: Installation;
  readonly offeredPerS: number | null;
  readonly supervisor: Supervisor;
}

async function checkOne(one: One, order: CrossCheckOrder): Promise<CrossCheck> {
  const { rival, installed, offeredPerS, supervisor } = one;
  const { url, durationS, connections, insecure, placement, signal, tell } = order;
  const ratePerS = offeredPerS ?? order.ratesPerS[0] ?? 1;
  const load = { url, ratePerS, durationS, connections, insecure };
  const { id, name, times, pacing } = rival;
  const command = commandLine(rival, load);
  const row = { tool: id, name, times, pacing, offeredPerS, command, figures: null, notice: null };
  if (!installed.ok) {
    const { reason, fix } = installed;
    return { ...row, state: "absent", version: null, reason, fix };
  }
  const { version } = installed;
  tell(`cross-check: ${name}${offeredPerS === null ? "" : ` at ${offeredPerS}/s`}, ${durationS} s`);
  const core = placement.generatorCore;
  const outcome = await runRival(rival, {
    ...load,
    command: installed.command,
    cores: core === null ? [] : [core],
    placement,
    supervisor,
    limitS: durationS + SLACK_S,
    signal,
  });
  if (outcome.status === "failed") {
    return { ...row, state: "failed", version, reason: outcome.reason };
  }
  const { figures, notice } = outcome;
  return { ...row, state: "measured", version, figures, notice };
}
