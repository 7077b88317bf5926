// Runs every test of the repository (`npm test`), or those whose path holds one of the given words
// (`npm test -- harness/load`), and ends with the one line that tells how it went. Our own runner
// on node:test's `run`, because `node --test` ends with 0 when it finds nothing, counts todo as
// harmless and has no limit of time. It starts no static check (check.ts does); house rules and
// import rules are tests and run here.

import { existsSync } from "node:fs";
import path from "node:path";
import { run } from "node:test";
import type { TestEvent } from "node:test/reporters";
import { parseArgs } from "node:util";
import { filesBelow } from "./source-files.ts";
import { TestProgress } from "./test-progress.ts";
import { succeeded, tallyLine } from "./test-tally.ts";

const root = path.dirname(import.meta.dirname);
const folders = ["harness", "workloads", "datasets", "reports", "scripts", "baselines"];
// Timings inside tests stay meaningful on a machine with two cores.
const concurrency = 2;
// What a maintainer waits for at most; whatever then still runs has failed.
const limitS = "300";
// A file that ignores its SIGTERM for this long holds up nothing more.
const graceMs = 5_000;
// Short against a person's patience, long against its cost.
const parentCheckMs = 250;

function testFiles(words: readonly string[]): string[] {
  return folders
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) => filesBelow(root, folder))
    .filter((file) => file.endsWith(".test.ts"))
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
    .toSorted()
    .map((file) => path.join(root, file));
}

/** Lists what was skipped, prints the closing line and sets the exit status. */
function close({ outcomes }: TestProgress): void {
  for (const { file, name, outcome, reason } of outcomes)
    if (outcome === "skipped")
      console.log(`skipped: ${path.relative(root, file)}: ${name}: ${reason}`);
  console.log(tallyLine(outcomes));
  process.exitCode = succeeded(outcomes) ? 0 : 1;
}

/** Gives up on what still runs; the runner reports those files as failed. */
function stop(progress: TestProgress, running: AbortController, why: string): void {
  console.log(`stopped ${why}; still running: ${progress.running.join(", ")}`);
  progress.outcomes.push({ file: root, name: "the run", outcome: "failed", reason: why });
  running.abort();
  setTimeout(() => {
    close(progress);
    process.exit();
  }, graceMs).unref();
}

/**
 * Calls `end` once, with the reason, when the run must not go on; otherwise its test processes
 * would outlive it.
 * @returns stops watching.
 */
function onEnd(limitMs: number, end: (why: string) => void): () => void {
  const parent = process.ppid;
  const timers = [
    setTimeout(() => settle(`after ${limitMs / 1_000} s`), limitMs),
    // npm passes a SIGTERM on to its shell alone: the change of parent is all that arrives here.
    setInterval(
      () => process.ppid !== parent && settle("because its parent is gone"),
      parentCheckMs,
    ),
  ];
  const unwatch = () => timers.forEach(clearTimeout);
  const settle = (why: string) => {
    unwatch();
    end(why);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => settle(`by ${signal}`));
  return unwatch;
}

async function runFiles(files: string[], limitMs: number): Promise<TestProgress> {
  // Inside another test run, node:test would silently run nothing.
  delete process.env["NODE_TEST_CONTEXT"];
  const progress = new TestProgress(root, console.log);
  const running = new AbortController();
  const unwatch = onEnd(limitMs, (why) => stop(progress, running, why));
  const events: AsyncIterable<TestEvent> = run({ files, concurrency, signal: running.signal });
  for await (const event of events) progress.take(event);
  unwatch();
  return progress;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { "limit-s": { type: "string", default: limitS } },
});
const files = testFiles(positionals);
if (files.length === 0) console.log(`no test file for: ${positionals.join(" ") || "(all)"}`);
close(await runFiles(files, Number(values["limit-s"]) * 1_000));
