// Finds out whether what a manifest requires is on this machine: which program, which version, and
// if not, the fix.
//
// A tool that is absent, too old or broken is an answer, not an error: its contender becomes
// unavailable and the run goes on. Each tool is asked once in the life of a Toolchains. What is
// known of the tools is toolchains-table.ts.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findExecutable } from "#measure/executable.ts";
import { type Probed, type Tool, toolOf } from "./toolchains-table.ts";

export type Toolchain =
  | {
      readonly status: "found";
      readonly name: string;
      /** Absolute path. */
      readonly command: string;
      readonly version: string;
    }
  | {
      readonly status: "missing";
      readonly name: string;
      readonly reason: string;
      readonly fix: string;
    };

/**
 * A JVM on a busy machine takes a second to tell its version; what takes longer than this hangs.
 */
const PROBE_MS_MAX = 15_000;

export interface ToolchainSettings {
  /** Where programs are looked for; tests hide tools with it. */
  readonly path: string;
  readonly platform: NodeJS.Platform;
}

type FoundProgram = Required<Probed>;

export class Toolchains {
  /** The PATH that is searched, and that builds get. */
  readonly path: string;
  readonly #platform: NodeJS.Platform;
  /** By command name; undefined where it is absent or does not tell its version. */
  readonly #probed = new Map<string, Promise<FoundProgram | undefined>>();

  constructor(settings: Partial<ToolchainSettings> = {}) {
    this.path = settings.path ?? process.env.PATH ?? "";
    this.#platform = settings.platform ?? process.platform;
  }

  /** Looks up `name` or `name>=version`. */
  async find(requirement: string): Promise<Toolchain> {
    const [name = "", least] = requirement.split(">=");
    // Contenders in TypeScript run on the Node that runs the lab, whatever else is on PATH.
    const node = { command: process.execPath, version: process.versions.node };
    let tooOld: FoundProgram | undefined;
    for await (const program of name === "node" ? [node] : this.#programs(name)) {
      if (least === undefined || compareVersions(program.version, least) >= 0) {
        return { status: "found", name, ...program };
      }
      tooOld ??= program;
    }
    return { status: "missing", name, ...this.#shortfall(name, least, tooOld) };
  }

  /** The candidates that run, preferred first; the later ones are asked only if they are wanted. */
  async *#programs(name: string): AsyncGenerator<FoundProgram> {
    const tool = toolOf(name);
    for (const command of tool.commands) {
      const program = await this.#probe(command, tool);
      if (program !== undefined) yield program;
    }
  }

  #probe(command: string, tool: Tool): Promise<FoundProgram | undefined> {
    const key = `${command} ${tool.probe.join(" ")}`;
    const known = this.#probed.get(key) ?? this.#ask(command, tool);
    this.#probed.set(key, known);
    return known;
  }

  async #ask(command: string, tool: Tool): Promise<FoundProgram | undefined> {
    const file = findExecutable(command, this.path);
    if (file === undefined) return undefined;
    const env = { ...process.env, PATH: this.path };
    try {
      const output = await promisify(execFile)(file, tool.probe, { timeout: PROBE_MS_MAX, env });
      const probed = tool.read(`${output.stdout}\n${output.stderr}`);
      return probed && { command: file, ...probed };
    } catch {
      // A shim without its program, or a stub that asks to be installed: as good as absent.
      return undefined;
    }
  }

  #shortfall(
    name: string,
    least: string | undefined,
    found: FoundProgram | undefined,
  ): { reason: string; fix: string } {
    const tool = toolOf(name);
    const install = this.#platform === "darwin" ? tool.macos : tool.debian;
    if (found === undefined) {
      const wanted = least === undefined ? name : `${name} ${least} or newer`;
      return {
        reason: `needs ${wanted}; no ${tool.commands[0] ?? name} on PATH that runs`,
        fix: install,
      };
    }
    return {
      reason: `needs ${name} ${least ?? ""} or newer; found ${found.version} (${found.command})`,
      fix: `${install}, if that gives ${least ?? ""} or newer; else put a newer ${name} first on PATH`,
    };
  }
}

/**
 * Negative, 0 or positive as `left` is older than, equal to or newer than `right`; missing parts
 * count 0.
 */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [left.split(".").map(Number), right.split(".").map(Number)];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
