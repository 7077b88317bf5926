// All workloads with all contenders and what each needs to run: what `list` shows and `run` plans
// from.

import path from "node:path";
import { type BuildSettings, locateContender } from "#drive/builds/build-cache.ts";
import { cacheFolder } from "#drive/builds/build-cache-folder.ts";
import { discoverWorkloads, type FoundWorkload } from "#drive/discovery/discovery.ts";
import { Toolchains } from "#drive/builds/toolchains.ts";

export interface Catalogue {
  readonly workloads: readonly FoundWorkload[];
  readonly builds: BuildSettings;
  /** Compiled modules of the lab's own processes. */
  readonly compileCache: string;
}

/** @throws UsageError for unknown names and broken manifests, all at once. */
export async function openCatalogue(root: string, only: readonly string[]): Promise<Catalogue> {
  const toolchains = new Toolchains();
  const settings = { root, toolchains };
  const workloads = await discoverWorkloads(only.length > 0 ? { ...settings, only } : settings);
  const cache = cacheFolder();
  return { workloads, builds: { toolchains, cache }, compileCache: path.join(cache, "compiled") };
}

/** Row of `list` for one contender; field names are the JSON contract. */
export interface ListedContender {
  readonly id: string;
  readonly language: string;
  readonly role: string;
  readonly variants: readonly string[];
  readonly status: "ready" | "unbuilt" | "unavailable";
  readonly reason?: string;
  readonly fix?: string;
}

export async function listContenders(
  { workload: _, folder, contenders }: FoundWorkload,
  builds: BuildSettings,
): Promise<ListedContender[]> {
  return await Promise.all(
    contenders.map(async (contender) => {
      const { language, role, variants } = contender.manifest;
      const found = await locateContender({ contender, workloadFolder: folder }, builds);
      const base = {
        id: contender.id,
        language,
        role,
        variants: variants.map(({ name }) => name),
        status: found.status,
      };
      return found.status === "unavailable"
        ? { ...base, reason: found.reason, fix: found.fix }
        : base;
    }),
  );
}
