// Makes a contender ready to start: its build done (or not yet), and for each variant the tools of
// its own and its command line, filled in.
//
// A contender without its tools or its build is unavailable; a variant without its own is so alone.

import type { Variant } from "#model/contender.ts";
import {
  type BuildSettings,
  type BuildTarget,
  ensureBuilt,
  isBuilt,
  type PreparedBuild,
  prepareBuild,
} from "./build-cache.ts";
import {
  installJavaRuntime,
  javaRuntimeSatisfies,
  locateJavaRuntime,
  type Unbuilt,
} from "./java-runtime.ts";
import { substitute } from "./placeholders.ts";
import { foundTools, type Unavailable } from "./required-tools.ts";
import type { MissingTool, Toolchain } from "./toolchains.ts";
import { withUv } from "./uv-program.ts";

export interface ReadyVariant {
  readonly status: "ready";
  /** `start` and the variant's arguments, with their placeholders filled in. */
  readonly command: readonly string[];
  /** Required tool → version; of the variant's own where it names one. */
  readonly versions: Readonly<Record<string, string>>;
}

type Variants<State> = Readonly<Record<string, State>>;

export interface Ready {
  readonly status: "ready";
  readonly variants: Variants<ReadyVariant | Unavailable>;
  readonly cwd: string;
}

/** Something is still to be built; what cannot be is known already. */
export interface UnbuiltContender {
  readonly status: "unbuilt";
  readonly variants: Variants<Unbuilt | Unavailable>;
}

/** What of `target` is there, without building anything. */
export async function locateContender(
  target: BuildTarget,
  settings: BuildSettings,
): Promise<Ready | UnbuiltContender | Unavailable> {
  const prepared = await prepareBuild(target, settings);
  if (prepared.status === "unavailable") return prepared;
  const variants = await variantsOf(prepared, settings, locateJavaRuntime);
  const states = Object.entries(variants);
  const isComplete = states.every(([, state]) => state.status !== "unbuilt");
  if (isComplete && (await isBuilt(prepared))) {
    const ready = states.flatMap(([name, state]) =>
      state.status === "unbuilt" ? [] : [[name, state] as const],
    );
    return readyOf(prepared, Object.fromEntries(ready));
  }
  const unbuilt = states.map(([name, state]): [string, Unbuilt | Unavailable] => [
    name,
    state.status === "unavailable" ? state : { status: "unbuilt" },
  ]);
  return { status: "unbuilt", variants: Object.fromEntries(unbuilt) };
}

/**
 * Builds `target`, and what its variants need, unless it is there. Safe to call for several
 * contenders, and from several processes, at once.
 */
export async function buildContender(
  target: BuildTarget,
  settings: BuildSettings,
): Promise<Ready | Unavailable> {
  const prepared = await prepareBuild(target, settings);
  if (prepared.status === "unavailable") return prepared;
  const failure = await ensureBuilt(await withUv(prepared, settings), settings);
  if (failure !== undefined) return failure;
  return readyOf(prepared, await variantsOf<never>(prepared, settings, installJavaRuntime));
}

/** @throws where the contender has no such variant, which is a bug of the caller. */
export function variantNamed(ready: Ready, name: string): ReadyVariant | Unavailable {
  const found = Object.hasOwn(ready.variants, name) ? ready.variants[name] : undefined;
  if (found === undefined) throw new Error(`there is no variant "${name}" in ${ready.cwd}`);
  return found;
}

function readyOf({ target }: PreparedBuild, variants: Ready["variants"]): Ready {
  return { status: "ready", variants, cwd: target.contender.folder };
}

/** How a Java that this machine lacks is provided, or looked for. */
type Provide<Pending> = (
  missing: MissingTool,
  settings: BuildSettings,
) => Promise<Toolchain | Pending>;

async function variantsOf<Pending extends Unbuilt>(
  prepared: PreparedBuild,
  settings: BuildSettings,
  provide: Provide<Pending>,
): Promise<Record<string, ReadyVariant | Unavailable | Pending>> {
  const states = prepared.target.contender.manifest.variants.map(async (variant) => {
    const tools = await Promise.all(
      (variant.requires ?? []).map(async (requirement) => {
        const tool = await settings.toolchains.findToRun(requirement);
        const isProvided = tool.status === "missing" && javaRuntimeSatisfies(requirement);
        return isProvided ? await provide(tool, settings) : tool;
      }),
    );
    return [variant.name, stateOf(variant, prepared, tools)] as const;
  });
  return Object.fromEntries(await Promise.all(states));
}

function stateOf<Pending extends Unbuilt>(
  variant: Variant,
  { target, values, tools }: PreparedBuild,
  own: readonly (Toolchain | Pending)[],
): ReadyVariant | Unavailable | Pending {
  const { start } = target.contender.manifest;
  const ownTools = foundTools(own.filter((tool) => tool.status !== "unbuilt"));
  if (ownTools.status === "unavailable") return ownTools;
  const pending = own.find((tool) => tool.status === "unbuilt");
  if (pending !== undefined) return pending;
  // What a variant names itself stands in the place of what its contender was built with.
  return {
    status: "ready",
    command: substitute([...start, ...variant.arguments], { ...values, ...ownTools.values }),
    versions: { ...tools.versions, ...ownTools.versions },
  };
}
