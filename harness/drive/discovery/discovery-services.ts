// Finds the backing services of a workload: workloads/<id>/services/<name>/service.json.
//
// Its own file because services are found for a workload, not for a protocol or a role; in every
// other way they are read like contenders.

import { existsSync } from "node:fs";
import path from "node:path";
import type { Service } from "#model/service.ts";
import { readService } from "./manifest.ts";

/** A discovered service. */
export interface FoundService {
  /** Absolute path; working directory of build and start. */
  readonly folder: string;
  readonly manifest: Service;
}

/** Where services are looked for. */
export interface ServicePlaces {
  /** Absolute path of workloads/<id>. */
  readonly workloadFolder: string;
  /** Names of the folders in its `services`. */
  readonly names: readonly string[];
  /** How a file is called in problems. */
  readonly shown: (file: string) => string;
}

/** Services by name, and sentences on broken manifests. */
export async function findServices(
  places: ServicePlaces,
): Promise<{ readonly services: readonly FoundService[]; readonly problems: readonly string[] }> {
  const services: FoundService[] = [];
  const problems: string[] = [];
  for (const name of places.names) {
    const folder = path.join(places.workloadFolder, "services", name);
    const file = path.join(folder, "service.json");
    const shown = places.shown(file);
    if (!existsSync(file)) {
      problems.push(`${shown}: missing; each folder of services holds one.`);
      continue;
    }
    const parsed = await readService(file, shown);
    if (!parsed.ok) problems.push(...parsed.problems);
    else if (parsed.value.name !== name) {
      problems.push(
        `${shown}: name: received "${parsed.value.name}"; expected "${name}", as its folder is called.`,
      );
    } else services.push({ folder, manifest: parsed.value });
  }
  return { services, problems };
}
