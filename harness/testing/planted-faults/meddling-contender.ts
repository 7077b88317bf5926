// A contender that does not keep to its core: a thread of it works on another one. Arguments: the
// module that answers, the program that pins, the core, and a burst and a rest of the thread in ms.

import { execFileSync } from "node:child_process";
import { readlinkSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { isMainThread, Worker } from "node:worker_threads";

const [answers = "", taskset = "", core = "", ...lengths] = process.argv.slice(2);

function meddle([burstMs = 0, restMs = 0]: readonly number[]): void {
  // proc(5): /proc/thread-self leads to <pid>/task/<tid>.
  const thread = path.basename(readlinkSync("/proc/thread-self"));
  execFileSync(taskset, ["-p", "-c", core, thread], { stdio: "ignore" });
  const asleep = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    const untilMs = performance.now() + burstMs;
    while (performance.now() < untilMs);
    if (restMs > 0) Atomics.wait(asleep, 0, 0, restMs);
  }
}

if (isMainThread) {
  new Worker(import.meta.filename, { argv: process.argv.slice(2) });
  await import(pathToFileURL(answers).href);
} else meddle(lengths.map(Number));
