// Builds, with Node scripts in the place of compilers: done once, shared, done again when an input
// changes, survived when they fail or hang, and never done by two at a time.

import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import os from "node:os";
import path from "node:path";
import test, { type TestContext } from "node:test";
import type { ContenderManifest } from "#model/contender.ts";
import type { BuildTarget } from "./build-cache.ts";
import { cacheFolder, listBuilds } from "./build-cache-folder.ts";
import { buildContender, locateContender, type Ready, variantNamed } from "./ready-contender.ts";
import { Toolchains } from "./toolchains.ts";

/** The command of the one variant. */
function commandOf(ready: Ready): readonly string[] {
  const found = variantNamed(ready, "plain");
  assert.ok(found.status === "ready");
  return found.command;
}

/** Appends a line to a file for each build, and writes what the contender starts from. */
const COMPILER = `
const fs = require("node:fs");
fs.appendFileSync(process.argv[2] + "/builds.txt", "built\\n");
fs.copyFileSync("source.txt", process.argv[3] + "/program.txt");
`;

function lab(context: TestContext, changes: Partial<ContenderManifest> = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tailproof-build-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const contender = path.join(folder, "contender");
  const workloadFolder = path.join(folder, "workload");
  mkdirSync(contender);
  mkdirSync(workloadFolder);
  writeFileSync(path.join(contender, "compiler.cjs"), COMPILER);
  writeFileSync(path.join(contender, "source.txt"), "one");
  const manifest: ContenderManifest = {
    name: "x",
    language: "typescript",
    role: "baseline",
    requires: ["node>=20"],
    build: [["{node}", "compiler.cjs", folder, "{out}"]],
    start: ["{node}", "{out}/program.txt"],
    speaks: "memcache",
    variants: [{ name: "plain", arguments: [], quick: true, changes: "" }],
    ...changes,
  };
  const target: BuildTarget = {
    contender: { id: "typescript-x", folder: contender, manifest },
    workloadFolder,
  };
  const settings = { toolchains: new Toolchains(), cache: path.join(folder, "cache") };
  const builds = () => {
    const log = path.join(folder, "builds.txt");
    return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").length : 0;
  };
  const source = (text: string) => writeFileSync(path.join(contender, "source.txt"), text);
  return { target, settings, builds, source, contender };
}

test("a contender is unbuilt, then built once, then ready", async (context) => {
  const { target, settings, builds } = lab(context);
  assert.equal((await locateContender(target, settings)).status, "unbuilt");
  assert.equal(builds(), 0);
  const built = await buildContender(target, settings);
  assert.ok(built.status === "ready");
  const [program, file = ""] = commandOf(built);
  assert.equal(program, process.execPath);
  assert.equal(readFileSync(file, "utf8"), "one");
  assert.deepEqual(await buildContender(target, settings), built);
  assert.deepEqual(await locateContender(target, settings), built);
  assert.equal(builds(), 1);
  const [listed] = await listBuilds(settings.cache);
  assert.deepEqual([listed?.name, listed?.bytes], ["workload/typescript-x", 3]);
});

test("changed sources are another build, tests and installed packages are not", async (context) => {
  const { target, settings, builds, source, contender } = lab(context);
  const first = await buildContender(target, settings);
  mkdirSync(path.join(contender, "node_modules"));
  writeFileSync(path.join(contender, "node_modules", "a.js"), "");
  writeFileSync(path.join(contender, "a.test.ts"), "");
  writeFileSync(path.join(contender, "contender.json"), "{}");
  assert.deepEqual(await buildContender(target, settings), first);
  source("two");
  const second = await buildContender(target, settings);
  assert.equal(builds(), 2);
  source("one");
  assert.deepEqual(await buildContender(target, settings), first);
  assert.notDeepEqual(first, second);
  assert.equal(builds(), 2);
});

test("several builders at once build once", async (context) => {
  const { target, settings, builds } = lab(context);
  const all = await Promise.all([1, 2, 3].map(() => buildContender(target, settings)));
  assert.deepEqual(
    all.map((each) => each.status),
    ["ready", "ready", "ready"],
  );
  assert.equal(builds(), 1);
});

test("a folder without its marker is built again", async (context) => {
  const { target, settings, builds } = lab(context);
  const built = await buildContender(target, settings);
  assert.ok(built.status === "ready");
  rmSync(path.join(commandOf(built)[1] ?? "", "..", "..", ".complete"));
  assert.equal((await locateContender(target, settings)).status, "unbuilt");
  await buildContender(target, settings);
  assert.equal(builds(), 2);
});

test("a failed build is unavailable with its last lines, and is tried again", async (context) => {
  const script = "console.log('compiling'); console.error('no such header: x.h'); process.exit(3)";
  const { target, settings } = lab(context, { build: [["{node}", "-e", script]] });
  const failed = await buildContender(target, settings);
  assert.ok(failed.status === "unavailable");
  assert.match(failed.reason, /^the build failed: .*node ended with code 3\. Its last lines:\n/);
  assert.ok(failed.reason.endsWith("compiling\nno such header: x.h"));
  assert.ok(readFileSync(failed.log ?? "", "utf8").includes("compiling"));
  assert.equal((await locateContender(target, settings)).status, "unbuilt");
});

test("a build that hangs is ended", async (context) => {
  const { target, settings } = lab(context, {
    build: [["{node}", "-e", "setInterval(() => {}, 1e6)"]],
  });
  const failed = await buildContender(target, { ...settings, timeoutMs: 300 });
  assert.ok(failed.status === "unavailable");
  assert.match(failed.reason, /took longer than 0\.3 s/);
});

test("what a build started ends with it", async (context) => {
  const server = createServer().listen(0, "127.0.0.1");
  context.after(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const grandchild = `require("node:net").connect(${port}, "127.0.0.1")`;
  const child = `require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(grandchild)}])`;
  const { target, settings } = lab(context, { build: [["{node}", "-e", child]] });
  const stop = new AbortController();
  const building = buildContender(target, { ...settings, signal: stop.signal });
  const [socket] = (await once(server, "connection")) as [Socket];
  stop.abort();
  // The kernel closes a dead process's connections, whoever is left to see it die.
  await once(socket.on("error", () => {}).resume(), "close");
  assert.equal((await building).status, "unavailable");
});

test("an interrupted build says so", async (context) => {
  const { target, settings } = lab(context);
  const failed = await buildContender(target, { ...settings, signal: AbortSignal.abort() });
  assert.match(failed.status === "unavailable" ? failed.reason : "", /was interrupted/);
});

test("a command that does not exist, and no shell that would read its signs", async (context) => {
  const { target, settings } = lab(context, { build: [["no-such-compiler", "; echo x"]] });
  const failed = await buildContender(target, settings);
  assert.match(
    failed.status === "unavailable" ? failed.reason : "",
    /no-such-compiler cannot be started: spawn no-such-compiler ENOENT/,
  );
});

test("a missing tool makes the contender unavailable, with all fixes", async (context) => {
  const { target, settings, builds } = lab(context, { requires: ["memcached", "python>=3.11"] });
  const toolchains = new Toolchains({ path: "/nowhere", platform: "linux" });
  const found = await buildContender(target, { ...settings, toolchains });
  assert.deepEqual(found, {
    status: "unavailable",
    reason:
      "needs memcached; no memcached on PATH that runs; needs python 3.11 or newer; no python3 on PATH that runs",
    fix: "apt-get install memcached; apt-get install python3 python3-venv",
  });
  assert.equal(builds(), 0);
});

test("a cache that cannot be written makes the contender unavailable", async (context) => {
  const { target, settings, contender } = lab(context);
  const cache = path.join(contender, "source.txt");
  const found = await buildContender(target, { ...settings, cache });
  assert.ok(found.status === "unavailable");
  assert.match(found.reason, /^the build cache cannot be used: ENOTDIR/);
  assert.match(found.fix, /XDG_CACHE_HOME/);
});

test("without a build there is nothing to wait for", async (context) => {
  const { target, settings } = lab(context, { build: [], start: ["{node}", "server.ts"] });
  const found = await locateContender(target, settings);
  assert.ok(found.status === "ready");
  assert.deepEqual(commandOf(found), [process.execPath, "server.ts"]);
  assert.equal(existsSync(settings.cache), false);
});

test("the cache follows XDG_CACHE_HOME where it is absolute", () => {
  assert.equal(cacheFolder({ XDG_CACHE_HOME: "/x" }), path.join("/x", "tailproof"));
  const home = path.join(os.homedir(), ".cache", "tailproof");
  assert.equal(cacheFolder({}), home);
  assert.equal(cacheFolder({ XDG_CACHE_HOME: "relative" }), home);
});
