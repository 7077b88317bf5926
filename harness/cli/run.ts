// `bench run`: plan, measure, record, report, and say in a few lines what came out. Without words
// it is the quick suite, which is also what `bench` alone does.

import type { Command } from "commander";
import { codecModule } from "#drive/discovery/discovery-codec.ts";
import type { FoundWorkload } from "#drive/discovery/discovery.ts";
import { planWorkload } from "#drive/plan/planner.ts";
import type { WorkloadPlan } from "#drive/plan/scenario-plan.ts";
import { runWorkloads } from "#drive/run/run.ts";
import { sealed } from "#drive/run/record-seal.ts";
import { runHead } from "#drive/run/run-head.ts";
import { UsageError } from "#drive/usage-error.ts";
import type { WorkloadToRun } from "#drive/plan/workload-to-run.ts";
import { decidePlacement, readCoreFacts } from "#measure/placement.ts";
import { renderVerdictLines } from "#render/terminal.ts";
import { type Catalogue, openCatalogue } from "./catalogue.ts";
import { datasetSha256 } from "./dataset-hash.ts";
import { dryRunText, trialsOf } from "./dry-run.ts";
import { exitCodeOf } from "./exit-code.ts";
import { progressView } from "./progress-view.ts";
import { declareRunOptions, type RunOptions, readRunOptions } from "./run-options.ts";
import { runFolder } from "./run-folder.ts";
import { saveRun } from "./save-run.ts";
import { UsageProblems, wordsOf } from "./usage-options.ts";
import { EXIT, type Surroundings, type Verb } from "./verb.ts";

export const run: Verb = {
  name: "run",
  declare(command: Command): void {
    command
      .description("Measure workloads side by side and print a comparison with its evidence.")
      .argument("[workload...]", "which; all of them unless named");
    declareRunOptions(command);
  },
  async run(command: Command, surroundings: Surroundings): Promise<number> {
    const { catalogue, options } = await readCommand(command, surroundings.root);
    const plans = catalogue.workloads.map(({ workload, contenders }) =>
      planWorkload(workload, contenders, options.request),
    );
    if (options.dryRun) {
      surroundings.print(dryRunText(plans, options.json));
      return EXIT.pass;
    }
    return await measure({ catalogue, options, plans }, surroundings);
  },
};

interface Prepared {
  readonly catalogue: Catalogue;
  readonly options: RunOptions;
  readonly plans: readonly WorkloadPlan[];
}

/** @throws UsageError with the problems of workload names and options together. */
async function readCommand(
  command: Command,
  root: string,
): Promise<{ catalogue: Catalogue; options: RunOptions }> {
  const problems = new UsageProblems();
  const words = wordsOf(command, problems);
  const catalogue = await openCatalogue(root, words).catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    problems.sentences.push(...error.problems);
    return undefined;
  });
  const named = words.length > 0;
  // Names of scenarios cannot be checked when the workloads are not known; the rest can.
  const workloads = catalogue?.workloads;
  const options = readRunOptions(command, { workloads, named }, problems);
  if (catalogue === undefined || problems.sentences.length > 0) {
    throw new UsageError(problems.sentences);
  }
  return { catalogue, options };
}

async function measure(prepared: Prepared, surroundings: Surroundings): Promise<number> {
  const { catalogue, options, plans } = prepared;
  const { root, print, tell, signal } = surroundings;
  const startedAt = new Date();
  const folder = runFolder(root, startedAt);
  const placement = decidePlacement(readCoreFacts());
  const { seed } = options;
  const head = await runHead({
    root,
    folder,
    size: options.request.size,
    seed,
    startedAt,
    placement,
    plans,
    reproduce: reproduction(seed),
    versions: await versionsOf(plans, catalogue),
  });
  const measured = await runWorkloads({
    workloads: catalogue.workloads.map((found, at) => toRun(root, found, plans[at])),
    head,
    folder,
    placement,
    builds: catalogue.builds,
    compileCache: catalogue.compileCache,
    seed,
    signal,
    show: progressView(options.progress, trialsOf(plans), tell),
  });
  const record = sealed(measured);
  saveRun(record, folder);
  if (options.json) print(`${JSON.stringify(record)}\n`);
  else print([...renderVerdictLines(record), `page: ${record.reportPath}`, ""].join("\n"));
  return exitCodeOf(record);
}

/** The command line of this run, with what it left to defaults that may change. */
function reproduction(seed: number): string {
  const words = process.argv.slice(2);
  const verb = words[0] === undefined || words[0].startsWith("-") ? ["run"] : [];
  const seeded = words.some((word) => word.startsWith("--seed")) ? [] : [`--seed=${seed}`];
  return ["npm run bench --", ...verb, ...words, ...seeded].join(" ");
}

/** Versions of the tools that planned contenders and services require, as far as they are here. */
async function versionsOf(
  plans: readonly WorkloadPlan[],
  { workloads, builds }: Catalogue,
): Promise<Record<string, string>> {
  const entries = plans.flatMap(({ scenarios }) => scenarios.flatMap((each) => each.entries));
  const required = new Set([
    ...entries.flatMap(({ contender }) => contender.manifest.requires),
    ...workloads.flatMap(({ services }) => services.flatMap((each) => each.manifest.requires)),
  ]);
  const found = await Promise.all([...required].map((each) => builds.toolchains.find(each)));
  return Object.fromEntries(
    found.flatMap((tool) => (tool.status === "found" ? [[tool.name, tool.version]] : [])),
  );
}

function toRun(root: string, found: FoundWorkload, plan: WorkloadPlan | undefined): WorkloadToRun {
  const { workload, folder, services } = found;
  if (plan === undefined) throw new Error(`${workload.id} has no plan`);
  const parts = { folder, services, datasetSha256: datasetSha256(root, workload.id) };
  switch (plan.shape) {
    case "service": {
      const speaks = plan.workload.scenarios[0]?.speaks ?? "";
      return { ...parts, plan, codecModule: codecModule(root, workload.id, speaks) };
    }
    case "job":
      return { ...parts, plan };
    case "kernel":
      return { ...parts, plan };
  }
}

/** reports/runs/<date>-<time>-<random>: sorts by time, and two runs of one second stay apart. */
