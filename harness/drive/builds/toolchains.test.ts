// Toolchains, with scripts in the place of tools: what is found, what is too old, what is broken,
// and the fix for each.

import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { plantPrograms, plantProgramsIn } from "#testing/planted-programs.ts";
import { compareVersions, Toolchains } from "./toolchains.ts";
import { toolOf } from "./toolchains-table.ts";

test("versions are compared by number", () => {
  assert.ok(compareVersions("3.9.18", "3.11") < 0);
  assert.ok(compareVersions("1.6", "1.6.0") === 0);
  assert.ok(compareVersions("17.0.15", "17") > 0);
});

test("a tool that is there is found with its version", async (context) => {
  const folder = plantPrograms(context, { memcached: "memcached 1.6.18" });
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
  const folder = plantPrograms(context, { memcached: "memcached 1.5.9" });
  const found = await new Toolchains({ path: folder, platform: "linux" }).find("memcached>=1.6");
  assert.deepEqual(found, {
    status: "missing",
    name: "memcached",
    reason: `needs memcached 1.6 or newer; found 1.5.9 (${folder}/memcached)`,
    fix: "apt-get install memcached, if that gives 1.6 or newer; else put a newer memcached first on PATH",
  });
});

test("python: the interpreter behind a shim, and a newer one beside an old python3", async (context) => {
  const path = plantPrograms(context, {
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
  const found = await new Toolchains({ path: plantPrograms(context, { java: null }) }).find(
    "java>=17",
  );
  assert.match(found.status === "missing" ? found.reason : "", /no java on PATH that runs/);
});

const javaPrinting = (version: string) => `openjdk version "${version}" 2025-04-15`;

test("a newer java beside PATH is there to run with, and not to build with", async (context) => {
  const root = plantPrograms(context, {
    "path/java": javaPrinting("17.0.15"),
    "usr/lib/jvm/jdk-17/bin/java": javaPrinting("17.0.9"),
    "usr/lib/jvm/jdk-25/bin/java": javaPrinting("25.0.2"),
  });
  const settings = { path: path.join(root, "path"), platform: "linux", environment: {} } as const;
  const toolchains = new Toolchains({ ...settings, root });
  assert.deepEqual(await toolchains.findToRun("java>=21"), {
    status: "found",
    name: "java",
    command: path.join(root, "usr/lib/jvm/jdk-25/bin/java"),
    version: "25.0.2",
  });
  const toBuild = await toolchains.find("java>=21");
  assert.match(toBuild.status === "missing" ? toBuild.reason : "", /found 17\.0\.15/);
  const usual = await toolchains.findToRun("java>=17");
  assert.equal(usual.status === "found" && usual.command, path.join(root, "path", "java"));
  const elsewhere = new Toolchains({ ...settings, root: path.join(root, "empty") });
  assert.equal((await elsewhere.findToRun("java>=21")).status, "missing");
});

test("JAVA_HOME and rustup's folder are looked into after PATH", async (context) => {
  const home = plantPrograms(context, {
    "jdk/bin/java": javaPrinting("21"),
    ".cargo/bin/cargo": "cargo 1.95.0",
    "path/cargo": "cargo 1.63.0",
  });
  const environment = { HOME: home, JAVA_HOME: path.join(home, "jdk") };
  const versionOf = async (searched: string, requirement: string) => {
    const found = await new Toolchains({ path: searched, environment }).find(requirement);
    return found.status === "found" && found.version;
  };
  assert.equal(await versionOf("/nowhere", "java>=21"), "21");
  assert.equal(await versionOf("/nowhere", "cargo"), "1.95.0");
  assert.equal(await versionOf(path.join(home, "path"), "cargo"), "1.63.0");
  assert.equal(await versionOf(path.join(home, "path"), "cargo>=1.70"), "1.95.0");
});

test("a tool whose probe ends with a code of its own is found, with another it is not", async (context) => {
  const planted = (exitCode: number) => ({ wrk: { script: `echo wrk 4.1.0; exit ${exitCode}` } });
  const folder = plantPrograms(context, planted(1));
  const found = await new Toolchains({ path: folder }).find("wrk");
  assert.equal(found.status === "found" && found.version, "4.1.0");
  plantProgramsIn(folder, planted(127));
  assert.equal((await new Toolchains({ path: folder }).find("wrk")).status, "missing");
});

test("node is the one that runs the lab, whatever PATH says", async () => {
  const found = await new Toolchains({ path: "/nowhere" }).find("node>=26");
  assert.equal(found.status === "found" && found.command, process.execPath);
});

test("an unlisted tool is asked with --version", async (context) => {
  const found = await new Toolchains({ path: plantPrograms(context, { zag: "zag-2.1" }) }).find(
    "zag",
  );
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
  assert.equal(read("nginx", "nginx version: nginx/1.22.1"), "1.22.1");
  assert.equal(read("chromium", "Chromium 140.0.7339.80 built on Debian"), "140.0.7339.80");
  assert.equal(read("go", "go version go1.26.0 linux/amd64"), "1.26.0");
  assert.equal(read("python", "no version"), undefined);
});
