// `bench selftest --contenders`: every variant of every contender, as a real process, against the
// one conformance suite of its workload. A contender that cannot run here is skipped with the
// reason; one that answers wrongly fails.

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { buildContender, type ReadyVariant, variantNamed } from "#drive/builds/ready-contender.ts";
import { contenderEnvironment } from "#drive/trial/contender-environment.ts";
import { ContenderProcess } from "#drive/trial/contender-process.ts";
import type { FoundWorkload } from "#drive/discovery/discovery.ts";
import { Supervisor } from "#drive/trial/supervisor.ts";
import { environmentMark, RUN_VARIABLE } from "#measure/trial-mark.ts";
import type { ConformanceCase } from "#model/conformance.ts";
import type { Contender, Variant } from "#model/contender.ts";
import { type Catalogue, openCatalogue } from "./catalogue.ts";
import { variantMismatch } from "./variant-mismatch.ts";
import { EXIT, type Surroundings } from "./verb.ts";

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

interface Subject {
  readonly found: FoundWorkload;
  readonly variant: Variant;
  readonly command: ReadyVariant["command"];
  readonly cwd: string;
}

/**
 * Prints a line per failure and per skipped contender, and ends with `N passed, N failed, N
 * skipped`.
 */
export async function testContenders(surroundings: Surroundings): Promise<number> {
  const { root, print, signal } = surroundings;
  const catalogue = await openCatalogue(root, []);
  await using supervisor = new Supervisor(randomBytes(8).toString("hex"));
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const found of catalogue.workloads) {
    for (const contender of found.contenders) {
      // The floor answers the same to everything; its own tests hold its framing.
      if (contender.manifest.role === "floor" || signal.aborted) continue;
      await testContender({ found, contender, catalogue, supervisor, tally, signal }, print);
    }
  }
  print(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped\n`);
  return tally.failed === 0 && tally.passed > 0 ? EXIT.pass : EXIT.wrongAnswers;
}

interface ContenderTest {
  readonly found: FoundWorkload;
  readonly contender: Contender;
  readonly catalogue: Catalogue;
  readonly supervisor: Supervisor;
  readonly tally: Tally;
  readonly signal: AbortSignal;
}

async function testContender(test: ContenderTest, print: (text: string) => void): Promise<void> {
  const { found, contender, catalogue, supervisor, tally, signal } = test;
  const target = { contender, workloadFolder: found.folder };
  const mark = { [RUN_VARIABLE]: environmentMark(supervisor.runId) };
  const ready = await buildContender(target, { ...catalogue.builds, mark, signal });
  if (ready.status === "unavailable") {
    tally.skipped++;
    print(`skipped: ${contender.id} is unavailable: ${ready.reason}; fix: ${ready.fix}\n`);
    return;
  }
  for (const variant of contender.manifest.variants) {
    const own = variantNamed(ready, variant.name);
    if (own.status === "unavailable") {
      tally.skipped++;
      const name = `${contender.id} ${variant.name}`;
      print(`skipped: ${name} is unavailable: ${own.reason}; fix: ${own.fix}\n`);
      continue;
    }
    const subject = { found, variant, command: own.command, cwd: ready.cwd };
    const failures = await testVariant(subject, supervisor);
    tally.failed += failures.wrong.length;
    tally.passed += failures.cases - failures.wrong.length;
    for (const sentence of failures.wrong)
      print(`failed: ${contender.id} ${variant.name}: ${sentence}\n`);
    if (failures.wrong.length === 0)
      print(`${contender.id} ${variant.name}: ${failures.cases} passed\n`);
  }
}

async function testVariant(
  { found, variant, command, cwd }: Subject,
  supervisor: Supervisor,
): Promise<{ readonly cases: number; readonly wrong: readonly string[] }> {
  const suite = await conformanceOf(found);
  const trialId = randomBytes(16).toString("hex");
  const scratch = path.join(supervisor.scratch, trialId);
  mkdirSync(scratch);
  const { workload } = found;
  const running = new ContenderProcess(
    {
      command: [...command, ...workload.contenderArguments(workload.sizes.quick.parameters)],
      folder: cwd,
      environment: contenderEnvironment({ runId: supervisor.runId, trialId, scratch }),
      trialId,
    },
    supervisor,
  );
  const wrong: string[] = [];
  const readiness = await running.ready();
  if (readiness.state === "failed") wrong.push(readiness.reason);
  else {
    for (const each of suite) {
      const { port } = readiness;
      const mismatch = (await each.run(port)) ?? (await variantMismatch(variant, each, port));
      const finding = undeclared(variant, each.name, mismatch);
      if (finding !== undefined) wrong.push(`${each.name}: ${finding}`);
    }
  }
  const { faults } = await running.stop();
  // Beside the suite's cases, starting and stopping by the contract is one.
  return { cases: suite.length + 1, wrong: [...wrong, ...faults] };
}

/** What a mismatch, or none, says against a variant: a declared one must be there. */
function undeclared(
  { deviations = [] }: Variant,
  name: string,
  mismatch: string | undefined,
): string | undefined {
  const isDeclared = deviations.some(({ cases }) => cases.includes(name));
  if (!isDeclared) return mismatch;
  return mismatch === undefined ? "passed, although its manifest declares a deviation" : undefined;
}

/** workloads/<id>/conformance.ts exports `conformance`. */
async function conformanceOf({ folder }: FoundWorkload): Promise<readonly ConformanceCase[]> {
  const file = pathToFileURL(path.join(folder, "conformance.ts")).href;
  const { conformance } = (await import(file)) as { conformance: readonly ConformanceCase[] };
  return conformance;
}
