// Finds what there is: workloads, and for each the contenders that answer it. Nothing is registered
// anywhere; a folder with the right files is found, and a folder with wrong ones is an operator
// error, all of them told at once.
//
// Nothing is started here, and whether a contender can be is build-cache.ts's to say. One
// exception: of the floor's two manifests the Node twin is taken where the C compiler is missing.

import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Contender } from "#model/contender.ts";
import { suggestion } from "#model/schema/closest-name.ts";
import type { Workload } from "#model/workload.ts";
import { quoteProblems } from "./claim-quotes.ts";
import { type FoundService, findServices } from "./discovery-services.ts";
import { contenderProblems, spokenIn } from "./discovery-rules.ts";
import { readManifest } from "./manifest.ts";
import type { Toolchains } from "#drive/builds/toolchains.ts";
import { UsageError } from "#drive/usage-error.ts";

/** The floor's second manifest, in TypeScript, for machines without a C compiler. */
const NODE_TWIN = "contender-node.json";

export interface FoundWorkload {
  readonly workload: Workload;
  /** Absolute path of workloads/<id>. */
  readonly folder: string;
  /** Absolute path of traffic.ts; undefined where the workload's shape has none. */
  readonly trafficModule: string | undefined;
  /** The reference first, then baselines by name, then one floor for each protocol spoken. */
  readonly contenders: readonly Contender[];
  /** What all contenders need beside themselves. */
  readonly services: readonly FoundService[];
}

export interface DiscoverySettings {
  /** Root folder of the checkout. */
  readonly root: string;
  /** Decides between the floor's manifests. */
  readonly toolchains: Toolchains;
  /** Only these workloads; all of them unless given. */
  readonly only?: readonly string[];
}

/**
 * Workloads by id.
 * @throws UsageError with all problems: unknown names, broken manifests, workloads that cannot be
 * imported.
 */
export async function discoverWorkloads(settings: DiscoverySettings): Promise<FoundWorkload[]> {
  const ids = await workloadIds(settings.root);
  const wanted = settings.only ?? ids;
  const problems = wanted
    .filter((id) => !ids.includes(id))
    .map(
      (id) => `no workload is called "${id}".${suggestion(id, ids)} Workloads: ${ids.join(", ")}.`,
    );
  const found: FoundWorkload[] = [];
  for (const id of ids.filter((each) => wanted.includes(each))) {
    const discovery = new WorkloadDiscovery(id, settings, problems);
    const workload = await discovery.find();
    if (workload !== undefined) found.push(workload);
  }
  if (problems.length > 0) throw new UsageError(problems);
  return found;
}

/** Folders with a workload.ts. */
async function workloadIds(root: string): Promise<string[]> {
  const names = await foldersIn(path.join(root, "workloads"));
  return names.filter((name) => existsSync(path.join(root, "workloads", name, "workload.ts")));
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
}

/** The search for one workload; what is wrong goes to `problems`. */
class WorkloadDiscovery {
  readonly #id: string;
  readonly #root: string;
  readonly #toolchains: Toolchains;
  readonly #problems: string[];

  constructor(id: string, { root, toolchains }: DiscoverySettings, problems: string[]) {
    this.#id = id;
    this.#root = path.resolve(root);
    this.#toolchains = toolchains;
    this.#problems = problems;
  }

  async find(): Promise<FoundWorkload | undefined> {
    const folder = path.join(this.#root, "workloads", this.#id);
    const workload = await this.#imported(path.join(folder, "workload.ts"));
    if (workload === undefined) return undefined;
    const sources = path.join(folder, "sources.json");
    this.#problems.push(...quoteProblems(workload.claims, sources, this.#shown(sources)));
    const contenders = [
      await this.#contender("reference", path.join(folder, "reference"), workload),
      ...(await this.#baselines(workload)),
      ...(await this.#floors(workload, folder)),
    ].filter((contender) => contender !== undefined);
    const trafficModule = this.#trafficModule(workload, folder);
    const { services, problems } = await findServices({
      workloadFolder: folder,
      names: await foldersIn(path.join(folder, "services")),
      shown: (file) => this.#shown(file),
    });
    this.#problems.push(...problems);
    return { workload, folder, trafficModule, contenders, services };
  }

  async #imported(file: string): Promise<Workload | undefined> {
    try {
      const { workload } = (await import(pathToFileURL(file).href)) as { workload?: Workload };
      if (workload?.id === this.#id) return workload;
      this.#problems.push(
        workload === undefined
          ? `${this.#shown(file)}: exports no "workload"; expected export const workload.`
          : `${this.#shown(file)}: its id is "${workload.id}"; expected "${this.#id}", as its folder is called.`,
      );
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#problems.push(`${this.#shown(file)}: cannot be imported: ${message}`);
    }
    return undefined;
  }

  #trafficModule(workload: Workload, folder: string): string | undefined {
    if (workload.shape !== "service") return undefined;
    const file = path.join(folder, "traffic.ts");
    if (existsSync(file)) return file;
    this.#problems.push(
      `${this.#shown(file)}: missing; a service's requests come from its traffic.ts.`,
    );
    return undefined;
  }

  async #baselines(workload: Workload): Promise<(Contender | undefined)[]> {
    const folder = path.join(this.#root, "baselines", this.#id);
    const names = await foldersIn(folder);
    return Promise.all(
      names.map((name) => this.#contender(name, path.join(folder, name), workload)),
    );
  }

  async #floors(workload: Workload, folder: string): Promise<(Contender | undefined)[]> {
    const places = spokenIn(workload).map((speaks) => {
      const shared = path.join(this.#root, "harness", "floor", speaks);
      return existsSync(shared) ? shared : path.join(folder, "codec", "floor");
    });
    return Promise.all([...new Set(places)].map((place) => this.#floor(place, workload)));
  }

  async #floor(folder: string, workload: Workload): Promise<Contender | undefined> {
    const native = await this.#contender("floor", folder, workload);
    if (native === undefined || !existsSync(path.join(folder, NODE_TWIN))) return native;
    const tools = await Promise.all(
      native.manifest.requires.map((requirement) => this.#toolchains.find(requirement)),
    );
    if (tools.every((tool) => tool.status === "found")) return native;
    return this.#contender("floor", folder, workload, NODE_TWIN);
  }

  /** Undefined where there is no manifest, or a broken one. */
  async #contender(
    id: string,
    folder: string,
    workload: Workload,
    name = "contender.json",
  ): Promise<Contender | undefined> {
    const file = path.join(folder, name);
    if (!existsSync(file)) return undefined;
    const shown = this.#shown(file);
    const parsed = await readManifest(file, shown);
    if (!parsed.ok) {
      this.#problems.push(...parsed.problems);
      return undefined;
    }
    const contender = { id, folder, manifest: parsed.value };
    const wrong = contenderProblems(contender, workload);
    this.#problems.push(...wrong.map((problem) => `${shown}: ${problem}`));
    return contender;
  }

  /** Relative to the checkout, as people name files. */
  #shown(file: string): string {
    return path.relative(this.#root, file);
  }
}
