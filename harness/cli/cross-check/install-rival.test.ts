// Getting other tools: built by a planted compiler into a cache, found on a planted machine, or
// missing with what would install them.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import os from "node:os";
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { BuildSettings } from "#drive/builds/build-cache.ts";
import { Toolchains } from "#drive/builds/toolchains.ts";
import { plantPrograms } from "#testing/planted-programs.ts";
import { installRival, locateRival } from "./install-rival.ts";
import { k6 } from "./k6.ts";
import { rivals } from "./rivals.ts";
import { wrk } from "./wrk.ts";

/** Answers `version`, and on `build` makes an empty file where -o says. */
const GO = {
  script:
    'if [ "$1" = version ]; then echo go1.26.8; else while [ "$1" != -o ]; do shift; done; : > "$2"; fi',
};

function settings(t: TestContext, programs: Parameters<typeof plantPrograms>[1]): BuildSettings {
  const root = plantPrograms(t, programs);
  const cache = mkdtempSync(path.join(os.tmpdir(), "tailproof-rivals-"));
  t.after(() => rmSync(cache, { recursive: true }));
  const toolchains = new Toolchains({ path: root, platform: "linux", environment: {}, root });
  return { toolchains, cache };
}

test("a tool of the lab's own is built once, into the cache", async (t) => {
  const builds = settings(t, { go: GO });
  const before = await locateRival(k6, builds);
  assert.ok(before.ok && !before.isBuilt);
  const installed = await installRival(k6, builds);
  assert.ok(installed.ok, JSON.stringify(installed));
  const [program = "", ...more] = installed.command;
  assert.deepEqual(more, []);
  assert.ok(program.startsWith(builds.cache) && existsSync(program), program);
  const after = await locateRival(k6, builds);
  assert.deepEqual(after, { ok: true, isBuilt: true, version: installed.version });
});

test("without its compiler, or with an old one, it is absent with the fix", async (t) => {
  const none = await installRival(k6, settings(t, {}));
  assert.ok(!none.ok);
  assert.match(none.reason, /^needs go .*no go on PATH that runs$/);
  assert.equal(none.fix, "apt-get install golang-go");
  const old = await installRival(k6, settings(t, { go: "go version go1.19.8 linux/amd64" }));
  assert.ok(!old.ok);
  assert.match(old.reason, /found 1\.19\.8/);
});

test("a build that fails is absent with the end of its log", async (t) => {
  const script = 'if [ "$1" = version ]; then echo go1.26.8; else echo no such module; exit 1; fi';
  const installed = await installRival(k6, settings(t, { go: { script } }));
  assert.ok(!installed.ok);
  assert.match(installed.reason, /^the build failed: go ended with code 1\..*\n.*no such module$/s);
});

test("a tool of the machine is found with its version, or absent with its package", async (t) => {
  const script = "echo 'wrk debian/4.1.0-3 [epoll]'; exit 1";
  const builds = settings(t, { wrk: { script } });
  const installed = await installRival(wrk, builds);
  assert.ok(installed.ok, JSON.stringify(installed));
  assert.equal(installed.version, "4.1.0");
  const none = await installRival(wrk, settings(t, {}));
  assert.deepEqual(none, {
    ok: false,
    reason: "needs wrk; no wrk on PATH that runs",
    fix: "apt-get install wrk",
  });
});

test("each tool of the lab's own has the version that its lock pins", () => {
  const built = rivals.flatMap(({ program }) => (program.from === "build" ? [program] : []));
  assert.ok(built.length > 0);
  for (const { version } of built) assert.match(version, /^\d+\.\d+\.\d+$/);
});
