// `bench list`: the workloads, their questions, scenarios and contenders, and whether each
// contender can run here.

import type { Command } from "commander";
import { UsageError } from "#drive/usage-error.ts";
import {
  type ListedContender,
  type ListedService,
  listContenders,
  listServices,
  openCatalogue,
} from "./catalogue.ts";
import { UsageProblems, wordsOf } from "./usage-options.ts";
import { EXIT, type Surroundings, type Verb } from "./verb.ts";

const ID_WIDTH = 18;
const STATUS_WIDTH = 12;

export const list: Verb = {
  name: "list",
  declare(command: Command): void {
    command
      .description("List workloads, scenarios and contenders, and what each contender still needs.")
      .option("--json", "print one JSON document");
  },
  async run(command: Command, { root, print }: Surroundings): Promise<number> {
    const problems = new UsageProblems();
    const strange = wordsOf(command, problems);
    for (const word of strange) problems.sentences.push(`unexpected word "${word}"`);
    if (problems.sentences.length > 0) throw new UsageError(problems.sentences);
    const { workloads, builds } = await openCatalogue(root, []);
    const rows = await Promise.all(
      workloads.map(async (found) => ({
        id: found.workload.id,
        shape: found.workload.shape,
        question: found.workload.question,
        scenarios: found.workload.scenarios.map(({ id, what }) => ({ id, what })),
        claims: found.workload.claims.map(({ id }) => id),
        services: await listServices(found, builds),
        contenders: await listContenders(found, builds),
      })),
    );
    if (command.opts<{ json?: boolean }>().json === true) {
      print(`${JSON.stringify({ workloads: rows }, null, 2)}\n`);
      return EXIT.pass;
    }
    for (const row of rows) {
      print(`${row.id}: ${row.question}\n`);
      for (const { id, what } of row.scenarios)
        print(`  scenario ${id.padEnd(ID_WIDTH)} ${what}\n`);
      for (const service of row.services) print(serviceLine(service));
      for (const contender of row.contenders) print(contenderLines(contender));
    }
    return EXIT.pass;
  },
};

function serviceLine({ name, status, reason, fix }: ListedService): string {
  const why = reason === undefined ? "" : `: ${reason}; fix: ${fix ?? "none known"}`;
  return `  service  ${name.padEnd(ID_WIDTH)} ${status}${why}\n`;
}

function contenderLines(contender: ListedContender): string {
  const { id, status, role, variants, reason, fix, unavailableVariants = [] } = contender;
  const line = `  ${id.padEnd(ID_WIDTH)} ${status.padEnd(STATUS_WIDTH)} ${role}: ${variants.join(", ")}\n`;
  const whole = reason === undefined ? [] : [`${reason}; fix: ${fix ?? "none known"}`];
  const single = unavailableVariants.map(
    (each) => `${each.name}: ${each.reason}; fix: ${each.fix}`,
  );
  return [line, ...[...whole, ...single].map((sentence) => `      ${sentence}\n`)].join("");
}
