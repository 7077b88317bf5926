// Toolchains, with scripts in the place of tools: what is found, what is too old, what is broken,
// and the fix for each.

import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { compareVersions, Toolchains } from "./toolchains.ts";
import { toolOf } from "./toolchains-table.ts";

/** A folder with these programs, each of which prints a text, or fails where it is null. */
function programs(context: TestContext, texts: Readonly<Record<string, string | null>>): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tailproof-tools-"));
  context.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(texts)) {
    const body = text === null ? "exit 127" : `echo '${text}'`;
    writeFileSync(path.join(folder, name), `#!/bin/sh\n${body}\n`);
    chmodSync(path.join(folder, name), 0o755);
  }
  return folder;
}

test("versions are compared by number", () => {
  assert.ok(compareVersions("3.9.18", "3.11") < 0);
  assert.ok(compareVersions("1.6", "1.6.0") === 0);
  assert.ok(compareVersions("17.0.15", "17") > 0);
});

test("a tool that is there is found with its version", async (context) => {
  const folder = programs(context, { memcached: "memcached 1.6.18" });
  assert.deepEqual(await new Toolchains({ path: folder }).find("memcached>=1.6"), {
    status: "found",
    name: "memcached",
    command: path.join(folder, "memcached"),
    version: "1.6.18",
  });
});

test("an absent tool has a fix for this system", async () => {
  const on = (platform: NodeJS.Platform) =>
    new Toolchains({ path: "/nowhere", platform }).find("memcached>=1.6");
  assert.deepEqual(await on("linux"), {
    status: "missing",
    name: "memcached",
    reason: "needs memcached 1.6 or newer; no memcached on PATH that runs",
    fix: "apt-get install memcached",
  });
  const mac = await on("darwin");
  assert.equal(mac.status === "missing" && mac.fix, "brew install memcached");
});

test("a tool that is too old is named with what was found", async (context) => {
  const folder = programs(context, { memcached: "memcached 1.5.9" });
  const found = await new Toolchains({ path: folder, platform: "linux" }).find("memcached>=1.6");
  assert.deepEqual(found, {
    status: "missing",
    name: "memcached",
    reason: `needs memcached 1.6 or newer; found 1.5.9 (${folder}/memcached)`,
    fix: "apt-get install memcached, if that gives 1.6 or newer; else put a newer memcached first on PATH",
  });
});

test("python: the interpreter behind a shim, and a newer one beside an old python3", async (context) => {
  const path = programs(context, {
    python3: "3.9.2 /usr/bin/python3.9",
    "python3.11": null,
    "python3.12": "3.12.1 /opt/python/bin/python3.12",
  });
  const toolchains = new Toolchains({ path });
  const newer = await toolchains.find("python>=3.11");
  assert.deepEqual(newer, {
    status: "found",
    name: "python",
    command: "/opt/python/bin/python3.12",
    version: "3.12.1",
  });
  const any = await toolchains.find("python");
  assert.equal(any.status === "found" && any.version, "3.9.2");
});

test("a stub that fails is as good as absent", async (context) => {
  const found = await new Toolchains({ path: programs(context, { java: null }) }).find("java>=17");
  assert.match(found.status === "missing" ? found.reason : "", /no java on PATH that runs/);
});

test("node is the one that runs the lab, whatever PATH says", async () => {
  const found = await new Toolchains({ path: "/nowhere" }).find("node>=26");
  assert.equal(found.status === "found" && found.command, process.execPath);
});

test("an unlisted tool is asked with --version", async (context) => {
  const found = await new Toolchains({ path: programs(context, { zag: "zag-2.1" }) }).find("zag");
  assert.equal(found.status === "found" && found.version, "2.1");
  assert.match(toolOf("constructor").debian, /^install constructor/);
});

test("what java and others print is read", () => {
  const read = (tool: string, output: string) => toolOf(tool).read(output)?.version;
  assert.equal(read("java", 'openjdk version "17.0.15" 2025-04-15\nOpenJDK (build 17)'), "17.0.15");
  assert.equal(read("java", 'openjdk version "21" 2023-09-19'), "21");
  assert.equal(read("java", 'java version "1.8.0_402"'), "8.0");
  assert.equal(read("javac", "javac 17.0.15"), "17.0.15");
  assert.equal(read("cc", "cc (Debian 12.2.0-14+deb12u1) 12.2.0\nCopyright"), "12.2.0");
  assert.equal(read("cargo", "cargo 1.95.0 (f2d3ce0bd 2026-03-21)"), "1.95.0");
  assert.equal(read("python", "no version"), undefined);
});
