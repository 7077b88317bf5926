// All workloads with all contenders and what each needs to run: what `list` shows and `run` plans
// from.

import path from "node:path";
import type { BuildSettings } from "#drive/builds/build-cache.ts";
import { cacheFolder } from "#drive/builds/build-cache-folder.ts";
import { locateService } from "#drive/builds/ready-service.ts";
import { locateContender } from "#drive/builds/ready-contender.ts";
import type { Unavailable } from "#drive/builds/required-tools.ts";
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
  /** Variants that lack what they alone require; absent where none does. */
  readonly unavailableVariants?: readonly UnavailableVariant[];
}

export interface UnavailableVariant {
  readonly name: string;
  readonly reason: string;
  readonly fix: string;
}

/** Row of `list` for one backing service. */
export interface ListedService {
  readonly name: string;
  readonly status: "ready" | "unbuilt" | "unavailable";
  readonly reason?: string;
  readonly fix?: string;
}

export async function listServices(
  { folder, services }: FoundWorkload,
  builds: BuildSettings,
): Promise<ListedService[]> {
  return await Promise.all(
    services.map(async (service) => {
      const found = await locateService(service, folder, builds);
      const base = { name: service.manifest.name, status: found.status };
      return found.status === "unavailable"
        ? { ...base, reason: found.reason, fix: found.fix }
        : base;
    }),
  );
}

export async function listContenders(
  { folder, contenders }: FoundWorkload,
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
      if (found.status === "unavailable") {
        return { ...base, reason: found.reason, fix: found.fix };
      }
      const unavailableVariants = unavailableOf(found.variants);
      return unavailableVariants.length === 0 ? base : { ...base, unavailableVariants };
    }),
  );
}

function unavailableOf(
  variants: Readonly<Record<string, Unavailable | { readonly status: "ready" | "unbuilt" }>>,
): UnavailableVariant[] {
  return Object.entries(variants).flatMap(([name, state]) =>
    state.status === "unavailable" ? [{ name, reason: state.reason, fix: state.fix }] : [],
  );
}
