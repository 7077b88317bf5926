// The doctor as a process: its document, and the lab on a machine without any tool, where all that
// needs none goes on.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test, type TestContext } from "node:test";

const MAIN = path.join(import.meta.dirname, "main.ts");

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the lab on a machine whose home is empty; `words` of the command line. */
function bench(
  context: TestContext,
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const home = mkdtempSync(path.join(os.tmpdir(), "tailproof-home-"));
  context.after(() => rmSync(home, { recursive: true, force: true }));
  const env = { ...process.env, HOME: home, XDG_CACHE_HOME: home, ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...words], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

const BARE = { PATH: "/nowhere", JAVA_HOME: "" };

test("one document: checks with level, state and effect, and floors with their method", async (context) => {
  const { code, stdout, stderr } = await bench(context, ["doctor", "--json"]);
  assert.equal(stderr, "");
  const { checks, floors } = JSON.parse(stdout) as {
    checks: { id: string; level: string; state: string; effect: string; fix?: string }[];
    floors: Record<string, { value: number; unit: string; method: string }>;
  };
  for (const { id, level, state, effect, fix } of checks) {
    assert.match(level, /^(ok|warn|block)$/, id);
    assert.ok(state !== "" && effect !== "", id);
    assert.equal(level === "ok", fix === undefined, id);
  }
  assert.equal(new Set(checks.map(({ id }) => id)).size, checks.length);
  assert.equal(code, checks.some(({ level }) => level === "block") ? 5 : 0);
  for (const name of ["sealNs", "gcmBytesPerS", "loopbackRoundTripNs"]) {
    const floor = floors[name];
    assert.ok(floor !== undefined && floor.value > 0 && floor.method !== "", name);
  }
});

test("without any tool the lab lists and plans, and says what each contender lacks", async (context) => {
  const [list, plan] = await Promise.all([
    bench(context, ["list", "--json"], BARE),
    bench(context, ["run", "cache", "--dry-run"], BARE),
  ]);
  assert.deepEqual([list.code, list.stderr, plan.code, plan.stderr], [0, "", 0, ""]);
  interface Listed {
    workloads: { contenders: { id: string; status: string; reason?: string; fix?: string }[] }[];
  }
  const contenders = (JSON.parse(list.stdout) as Listed).workloads.flatMap(
    (each) => each.contenders,
  );
  const of = (id: string) => contenders.find((contender) => contender.id === id);
  assert.match(of("reference")?.status ?? "", /^(ready|unbuilt)$/);
  assert.equal(of("floor")?.status, "ready");
  const lacking = contenders.filter(({ id }) => id !== "reference" && id !== "floor");
  assert.ok(lacking.length > 0);
  for (const { id, status, reason, fix } of lacking) {
    assert.equal(status, "unavailable", id);
    assert.match(reason ?? "", /^needs /, id);
    assert.ok((fix ?? "") !== "", id);
  }
});

test("the cache is listed and emptied", async (context) => {
  const home = mkdtempSync(path.join(os.tmpdir(), "tailproof-cache-"));
  context.after(() => rmSync(home, { recursive: true, force: true }));
  const build = path.join(home, "tailproof", "builds", "abc");
  mkdirSync(build, { recursive: true });
  writeFileSync(path.join(build, ".complete"), JSON.stringify({ name: "cache/x", bytes: 5 }));
  const listed = await bench(context, ["doctor", "--cache"], { XDG_CACHE_HOME: home });
  assert.match(listed.stdout, /: 1 build, 5 B\n {2}cache\/x {2}5 B {2}used \d s ago\n/);
  const words = ["doctor", "--cache", "--prune", "--json"];
  const pruned = await bench(context, words, { XDG_CACHE_HOME: home });
  // While another test's run is going on its builds must stay, and the answer says so.
  if (pruned.code === 2) assert.match(pruned.stderr, /a run is going on \(pid \d+\)/);
  else {
    const { cache } = JSON.parse(pruned.stdout) as { cache: { bytes: number; removed: boolean } };
    assert.deepEqual([cache.bytes, cache.removed, existsSync(build)], [5, true, false]);
  }
});
