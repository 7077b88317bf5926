// `bench selftest`: the lab about itself. Without options it measures what a request and a record
// cost the generator; with --contenders it builds every contender and runs its workload's
// conformance suite on it.

import type { Command } from "commander";
import { UsageError } from "#drive/usage-error.ts";
import { measureGeneratorCost } from "#testing/generator-cost.ts";
import { testContenders } from "./selftest-contenders.ts";
import { UsageProblems, wordsOf } from "./usage-options.ts";
import { EXIT, type Surroundings, type Verb } from "./verb.ts";

export const selftest: Verb = {
  name: "selftest",
  declare(command: Command): void {
    command
      .description(
        "Check the lab itself: what the generator costs, or that contenders answer right.",
      )
      .option(
        "--contenders",
        "build every contender and run its workload's conformance suite on it",
      )
      .option("--json", "print one JSON document");
  },
  async run(command: Command, surroundings: Surroundings): Promise<number> {
    const problems = new UsageProblems();
    for (const word of wordsOf(command, problems)) {
      problems.sentences.push(`unexpected word "${word}"`);
    }
    if (problems.sentences.length > 0) throw new UsageError(problems.sentences);
    const { contenders, json } = command.opts<{ contenders?: boolean; json?: boolean }>();
    if (contenders === true) return await testContenders(surroundings);
    const cost = measureGeneratorCost();
    surroundings.print(
      json === true
        ? `${JSON.stringify({ cost })}\n`
        : `record: ${cost.recordNs.toFixed(1)} ns; null transport: ${cost.nullTransportNs.toFixed(0)} ns a request\n`,
    );
    return EXIT.pass;
  },
};
