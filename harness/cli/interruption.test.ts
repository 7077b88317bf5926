// A real run, in a copy of the checkout, killed at a seeded moment: npm, the harness, or one of its
// children. Whatever is killed, nothing of the run lives on, no scratch folder stays, and what was
// recorded can be read. Also Ctrl-C.
//
// TAILPROOF_KILLS sets the number of kills (5 unless given: one of each target),
// TAILPROOF_KILL_SEED their moments, TAILPROOF_KILL_BESIDE contenders that run beside the
// reference, one after the other, as in java-netty/tuned,rust-tokio/tuned: they must have been
// built before.

import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { drawsOf } from "#model/draws.ts";
import type { RunRecord } from "#model/run-record.ts";
import {
  CAN_LOOK,
  holdsWithin,
  isFreed,
  listeningPorts,
  processesRunning,
  processesWith,
} from "#testing/leftovers.ts";
import { type Ended, endOf, PlantedCheckout } from "#testing/planted-checkout.ts";

const RUN = ["run", "cache", "--scenarios=get-set", "--trials=1", "--duration=1"];
const REFERENCE = "--contenders=reference/merge";
const beside = (process.env["TAILPROOF_KILL_BESIDE"] ?? "").split(",").filter(Boolean);
/**
 * From npm's start to the record, on a machine that does little else; a second contender as long.
 */
const RUN_MS = beside.length > 0 ? 11_000 : 6_000;
/** Before it, there is nothing to kill but npm. */
const START_MS = 300;
/** A run with other tests beside it. */
const RUN_MS_MAX = 60_000;
const GONE_MS = 3_000;
const TARGETS = ["harness", "npm", "contender", "generator", "supervisor"] as const;
type Target = (typeof TARGETS)[number] | "build";
const PROGRAMS: Readonly<Record<Exclude<Target, "npm">, string>> = {
  // The shell between npm and it has the path behind a blank.
  harness: "\0harness/cli/main.ts",
  // A limit that the workload holds equal.
  contender: "--memory-mib=",
  generator: "generator-process.ts",
  supervisor: "supervisor-process.ts",
  build: "60_000",
};

const kills = Number(process.env["TAILPROOF_KILLS"] ?? TARGETS.length);
const seed = Number(process.env["TAILPROOF_KILL_SEED"] ?? 1);

/** A run in a checkout of its own, so that what one kill leaves cannot be taken for another's. */
class Run {
  readonly checkout: PlantedCheckout;
  #ports: number[] = [];
  #started: ChildProcess | undefined;

  /** @param caches where builds are there already. */
  constructor(caches?: string) {
    this.checkout = new PlantedCheckout(caches);
  }

  /** `program`: npm, or the lab's Node for the harness alone. */
  start(program: string, ...words: readonly string[]): { pid: number; ended: Promise<Ended> } {
    this.#started = this.checkout.start(program, words);
    const { pid } = this.#started;
    if (pid === undefined) throw new Error(`${program} was not started`);
    return { pid, ended: endOf(this.#started) };
  }

  /** The pid of the target as soon as there is one; undefined when the run ended before. */
  async find(target: Target): Promise<number | undefined> {
    let pid: number | undefined;
    await holdsWithin(RUN_MS_MAX, () => {
      pid = target === "npm" ? this.#started?.pid : this.#pidOf(target);
      return pid !== undefined || this.#started?.exitCode !== null;
    });
    this.#ports = listeningPorts(this.#processes());
    return pid;
  }

  async leavesNothing(): Promise<void> {
    const isGone = await holdsWithin(GONE_MS, () => this.#processes().length === 0);
    const left = this.#processes().map((pid) => readFileSync(`/proc/${pid}/cmdline`, "latin1"));
    assert.ok(isGone, `processes are left: ${left.join("; ").replaceAll("\0", " ")}`);
    for (const port of this.#ports) assert.ok(await isFreed(port));
    const files = readdirSync(this.checkout.temporary);
    assert.deepEqual(
      files.filter((name) => name.startsWith("tailproof-")),
      [],
    );
  }

  /** What was recorded can be drawn. @returns the records, of which a run has at most one. */
  async records(): Promise<RunRecord[]> {
    const written = this.checkout.runs().filter((folder) => readdirSync(folder).length > 0);
    const records: RunRecord[] = [];
    for (const folder of written) {
      const { code, stdout, stderr } = await this.checkout.bench("report", folder, "--json");
      assert.equal(code, 0, stderr);
      assert.ok(existsSync(path.join(folder, "index.html")));
      records.push(JSON.parse(stdout) as RunRecord);
    }
    return records;
  }

  /** Also ends what a failed test left. */
  [Symbol.dispose](): void {
    for (const pid of this.#processes()) process.kill(pid, "SIGKILL");
    this.checkout.remove();
  }

  /** Every process of the copy: all have its temporary folder, or one inside it, as theirs. */
  #processes(): number[] {
    return processesWith(`TMPDIR=${this.checkout.temporary}`);
  }

  #pidOf(target: Exclude<Target, "npm">): number | undefined {
    const own = this.#processes();
    return processesRunning(PROGRAMS[target]).find((pid) => own.includes(pid));
  }
}

const HARNESS = ["harness/cli/main.ts", ...RUN] as const;
const NPM = ["npm", "run", "-s", "bench", "--", ...RUN] as const;
const CACHES = process.env["XDG_CACHE_HOME"] ?? path.join(os.homedir(), ".cache");

describe("a run of which", { skip: !CAN_LOOK && "needs /proc" }, () => {
  for (let kill = 0; kill < kills; kill++) {
    const target = TARGETS[kill % TARGETS.length] ?? "harness";
    const afterMs = Math.round(START_MS + drawsOf(seed, kill).unit(0) * (RUN_MS - START_MS));
    const other = beside[Math.floor(kill / TARGETS.length) % Math.max(1, beside.length)];
    const contenders = other === undefined ? REFERENCE : `${REFERENCE},${other}`;
    const name = `the ${target} is killed after ${afterMs} ms (seed ${seed}, ${contenders})`;
    test(name, { timeout: 2 * RUN_MS_MAX }, async () => {
      using run = new Run(other === undefined ? undefined : CACHES);
      const { ended } = run.start(...NPM, contenders);
      await sleep(afterMs);
      const pid = await run.find(target);
      if (pid !== undefined) process.kill(pid, "SIGKILL");
      const isWhole = target === "npm" || target === "harness";
      // Without a child the run goes on, and ends by itself.
      if (!isWhole) await ended;
      await run.leavesNothing();
      const records = await run.records();
      if (!isWhole) assert.equal(records[0]?.status, "complete");
    });
  }
});

const SLOW_BUILD = {
  name: "slow",
  language: "python",
  role: "baseline",
  build: [["{node}", "-e", "setTimeout(() => {}, 60_000)"]],
  start: ["{node}"],
  speaks: "memcache",
  variants: [{ name: "only" }],
};

describe("a run in its first build", { skip: !CAN_LOOK && "needs /proc" }, () => {
  for (const signal of ["SIGKILL", "SIGINT"] as const) {
    test(`leaves no build behind after ${signal}`, { timeout: RUN_MS_MAX }, async () => {
      using run = new Run();
      run.checkout.plant("baselines/cache/python-slow/contender.json", JSON.stringify(SLOW_BUILD));
      const { pid, ended } = run.start(process.execPath, ...HARNESS, "--contenders=python-slow");
      assert.ok((await run.find("build")) !== undefined);
      process.kill(pid, signal);
      await ended;
      await run.leavesNothing();
      await run.records();
    });
  }
});

describe("Ctrl-C", { skip: !CAN_LOOK && "needs /proc" }, () => {
  test("ends a run with 130 and a record marked aborted", { timeout: RUN_MS_MAX }, async () => {
    using run = new Run();
    const { pid, ended } = run.start(process.execPath, ...HARNESS, REFERENCE);
    assert.ok((await run.find("generator")) !== undefined);
    process.kill(-pid, "SIGINT");
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 130, stderr);
    assert.match(stdout, /page: reports\/runs\//);
    await run.leavesNothing();
    const [record] = await run.records();
    assert.equal(record?.status, "aborted");
  });

  test("reaches a run under npm", { timeout: RUN_MS_MAX }, async () => {
    using run = new Run();
    const { pid, ended } = run.start(...NPM, REFERENCE);
    assert.ok((await run.find("contender")) !== undefined);
    process.kill(-pid, "SIGINT");
    const { code } = await ended;
    // npm ends by the signal itself once its script has.
    assert.ok(code === 130 || code === "SIGINT", String(code));
    await run.leavesNothing();
    const [record] = await run.records();
    assert.equal(record?.status, "aborted");
  });
});
