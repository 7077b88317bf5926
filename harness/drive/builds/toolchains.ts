// Finds out whether what a manifest requires is on this machine: which program, which version, and
// if not, the fix.
//
// A tool that is absent, too old or broken is an answer, not an error: its contender becomes
// unavailable and the run goes on. Each tool is asked once in the life of a Toolchains. What is
// known of the tools is toolchains-table.ts.

import { execFile } from "node:child_process";
import { findExecutable } from "#measure/executable.ts";
import { matchingFolders } from "./folder-patterns.ts";
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

export type MissingTool = Extract<Toolchain, { readonly status: "missing" }>;

/**
 * A JVM on a busy machine takes a second to tell its version; what takes longer than this hangs.
 */
const PROBE_MS_MAX = 15_000;

export interface ToolchainSettings {
  /** Where programs are looked for first; tests hide tools with it. */
  readonly path: string;
  readonly platform: NodeJS.Platform;
  /** HOME and JAVA_HOME of it are looked into after PATH. */
  readonly environment: NodeJS.ProcessEnv;
  /** Before the absolute folders of the table; "/" but in tests. */
  readonly root: string;
}

/** For a build as for a run: PATH, then where installers put a tool. Or: also to run alone. */
type Reach = "build" | "run";

type FoundProgram = Required<Probed>;

export class Toolchains {
  /** The PATH that is searched, and that builds get. */
  readonly path: string;
  readonly #platform: NodeJS.Platform;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #root: string;
  /** By program and probe; undefined where it does not tell its version. */
  readonly #probed = new Map<string, Promise<FoundProgram | undefined>>();

  constructor(settings: Partial<ToolchainSettings> = {}) {
    this.#environment = settings.environment ?? process.env;
    this.path = settings.path ?? this.#environment.PATH ?? "";
    this.#root = settings.root ?? "/";
    this.#platform = settings.platform ?? process.platform;
  }

  /** Looks up `name` or `name>=version`, for a build. */
  async find(requirement: string): Promise<Toolchain> {
    return await this.#find(requirement, "build");
  }

  /** As find, also among versions that stand beside the usual one and are only run. */
  async findToRun(requirement: string): Promise<Toolchain> {
    return await this.#find(requirement, "run");
  }

  async #find(requirement: string, reach: Reach): Promise<Toolchain> {
    const [name = "", least] = requirement.split(">=");
    // Contenders in TypeScript run on the Node that runs the lab, whatever else is on PATH.
    const node = { command: process.execPath, version: process.versions.node };
    let tooOld: FoundProgram | undefined;
    for await (const program of name === "node" ? [node] : this.#programs(name, reach)) {
      if (least === undefined || compareVersions(program.version, least) >= 0) {
        return { status: "found", name, ...program };
      }
      tooOld ??= program;
    }
    return { status: "missing", name, ...this.#shortfall(name, least, tooOld) };
  }

  /** The candidates that run, preferred first; the later ones are asked only if they are wanted. */
  async *#programs(name: string, reach: Reach): AsyncGenerator<FoundProgram> {
    const tool = toolOf(name);
    const patterns = [
      ...(tool.folders ?? []),
      ...(reach === "run" ? (tool.runtimeFolders ?? []) : []),
    ];
    const places = { environment: this.#environment, root: this.#root };
    const folders = patterns.flatMap((pattern) => matchingFolders(pattern, places));
    for (const searched of [this.path, ...folders]) {
      for (const command of tool.commands) {
        const file = findExecutable(command, searched);
        const program = file === undefined ? undefined : await this.#probe(file, tool);
        if (program !== undefined) yield program;
      }
    }
  }

  #probe(file: string, tool: Tool): Promise<FoundProgram | undefined> {
    const key = `${file} ${tool.probe.join(" ")}`;
    const known = this.#probed.get(key) ?? this.#ask(file, tool);
    this.#probed.set(key, known);
    return known;
  }

  async #ask(file: string, tool: Tool): Promise<FoundProgram | undefined> {
    const env = { ...process.env, PATH: this.path };
    const output = await new Promise<string | undefined>((resolve) => {
      execFile(file, tool.probe, { timeout: PROBE_MS_MAX, env }, (error, stdout, stderr) => {
        // A shim without its program, or a stub that asks to be installed: as good as absent.
        const worked = (error === null ? 0 : error.code) === (tool.probeExitCode ?? 0);
        resolve(worked ? `${stdout}\n${stderr}` : undefined);
      });
    });
    const probed = output === undefined ? undefined : tool.read(output);
    return probed && { command: file, ...probed };
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
