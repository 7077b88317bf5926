// Makes a backing service ready to start, by the same builds and tools as contenders; a service has
// no variants. Its own file because who starts it and who may not start without it is another
// question than a contender's.

import type { Program } from "#model/contender.ts";
import type { Service } from "#model/service.ts";
import type { FoundService } from "#drive/discovery/discovery-services.ts";
import type { BuildSettings } from "./build-cache.ts";
import { buildContender, locateContender, variantNamed } from "./ready-contender.ts";
import type { Unavailable } from "./required-tools.ts";

export interface ReadyService {
  readonly status: "ready";
  readonly service: Service;
  readonly command: readonly string[];
  readonly cwd: string;
}

/** The only way in which a service is run. */
const ONLY = { name: "only", arguments: [], quick: true, changes: "" };

/** Builds the service unless it is built. */
export async function buildService(
  { folder, manifest }: FoundService,
  workloadFolder: string,
  settings: BuildSettings,
): Promise<ReadyService | Unavailable> {
  const target = { contender: programOf({ folder, manifest }), workloadFolder };
  const ready = await buildContender(target, settings);
  if (ready.status === "unavailable") return ready;
  const only = variantNamed(ready, ONLY.name);
  if (only.status === "unavailable") return only;
  return { status: "ready", service: manifest, command: only.command, cwd: ready.cwd };
}

/** What of the service is there, without building anything. */
export async function locateService(
  service: FoundService,
  workloadFolder: string,
  settings: BuildSettings,
): Promise<{ readonly status: "ready" | "unbuilt" } | Unavailable> {
  return locateContender({ contender: programOf(service), workloadFolder }, settings);
}

function programOf({ folder, manifest }: FoundService): Program {
  const { name, requires, build, start } = manifest;
  const id = `services/${name}`;
  return { id, folder, manifest: { requires, build, start, variants: [ONLY] } };
}
