// Which uv a build gets, with scripts in the place of Python and uv: this machine's, the lab's own,
// or none; and that none is looked for before a build asks for it.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { type Planted, plantPrograms } from "#testing/planted-programs.ts";
import { listBuilds } from "./build-cache-folder.ts";
import { buildContender, locateContender } from "./ready-contender.ts";
import { Toolchains } from "./toolchains.ts";

/** A python that makes an environment with a uv inside, and keeps what it was asked. */
const PYTHON = `
if [ "$1" = -c ]; then echo "3.11.2 $0"; exit; fi
PATH=/usr/bin:/bin
echo "$*" >> "$(dirname "$0")/../asked.txt"
mkdir -p "$3/bin" && echo '#!/bin/sh' > "$3/bin/uv" && chmod +x "$3/bin/uv"`;
/** As where there is no wheel of uv, or no network: only environments without uv are made. */
const PYTHON_WITHOUT_WHEEL = PYTHON.replace("mkdir", '[ "$6" = --uv ] || exit 1; mkdir');

const BUILD = ["{python}", "{lab}/python-environment.py", "--into", "{out}/venv", "--lock"];

/** Contenders in Python on a machine with these programs on PATH. */
function lab(context: TestContext, programs: Readonly<Record<string, Planted>>) {
  const root = plantPrograms(context, { "path/python3": { script: PYTHON }, ...programs });
  const target = (name: string, build = [...BUILD, name, "--uv", "{uv}"]) => {
    const folder = path.join(root, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, name), "");
    const manifest = {
      requires: ["python>=3.11"],
      build: [build],
      start: ["{out}/venv/bin/python"],
      variants: [{ name: "plain", arguments: [], quick: true, changes: "" }],
    };
    return { contender: { id: name, folder, manifest }, workloadFolder: root };
  };
  // Nothing of this machine: it may have a uv.
  const environment = { HOME: path.join(root, "home") };
  const toolchains = new Toolchains({ path: path.join(root, "path"), environment, root });
  /** The command lines of the environments that were made, without the script's path. */
  const asked = () => {
    const file = path.join(root, "asked.txt");
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    return lines.map((line) => line.split(" ").slice(1));
  };
  return { root, target, settings: { toolchains, cache: path.join(root, "cache") }, asked };
}

const uvOf = (words: readonly string[] = []): string | undefined =>
  words[words.indexOf("--uv") + 1];

async function buildAll(
  targets: readonly Parameters<typeof buildContender>[0][],
  settings: Parameters<typeof buildContender>[1],
): Promise<void> {
  for (const target of targets) {
    const built = await buildContender(target, settings);
    assert.equal(built.status, "ready", built.status === "unavailable" ? built.reason : "");
  }
}

test("a uv of this machine is used, on PATH or where its installer puts it", async (context) => {
  for (const place of ["path", "home/.local/bin"]) {
    const { root, target, settings, asked } = lab(context, { [`${place}/uv`]: "uv 0.9.1 (x)" });
    await buildAll([target("a")], settings);
    assert.deepEqual(asked().map(uvOf), [path.join(root, place, "uv")]);
  }
});

for (const [name, uv] of [
  ["absent", undefined],
  ["too old", "uv 0.1.45"],
  ["broken", null],
] as const) {
  test(`where uv is ${name} the lab's own is installed, once for all`, async (context) => {
    const programs = uv === undefined ? {} : { "path/uv": uv };
    const { target, settings, asked } = lab(context, programs);
    await buildAll([target("a"), target("b")], settings);
    const [own, ...builds] = asked();
    assert.ok(!own?.includes("--uv"), "it needs none itself");
    const [kept] = (await listBuilds(settings.cache)).filter((each) =>
      each.name?.endsWith("/uv-program"),
    );
    const program = path.join(settings.cache, "builds", kept?.key ?? "", "out/venv/bin/uv");
    assert.deepEqual(builds.map(uvOf), [program, program]);
    // Another run finds it.
    const { path: searched } = settings.toolchains;
    const again = { ...settings, toolchains: new Toolchains({ path: searched, environment: {} }) };
    await buildAll([target("c")], again);
    assert.deepEqual(asked().slice(3).map(uvOf), [program]);
  });
}

test("where it cannot be installed builds go on without, and it is tried once", async (context) => {
  const python = { "path/python3": { script: PYTHON_WITHOUT_WHEEL } };
  const { target, settings, asked } = lab(context, python);
  await buildAll([target("a"), target("b")], settings);
  assert.deepEqual(
    asked().map((words) => words.slice(4)),
    [[], ["--uv", "none"], ["--uv", "none"]],
  );
});

test("without a Python for it there is none", async (context) => {
  const python = { script: PYTHON.replace("3.11.2", "3.9.2") };
  const { target, settings, asked } = lab(context, { "path/python3": python });
  const { contender, workloadFolder } = target("a");
  const manifest = { ...contender.manifest, requires: ["python"] };
  await buildAll([{ contender: { ...contender, manifest }, workloadFolder }], settings);
  assert.deepEqual(asked().map(uvOf), ["none"]);
});

test("none is installed before a build asks for it", async (context) => {
  const { target, settings, asked } = lab(context, {});
  const located = await locateContender(target("a"), settings);
  assert.equal(located.status, "unbuilt");
  const withoutUv = [...BUILD, "b"];
  await buildAll([target("b", withoutUv), target("b", withoutUv)], settings);
  assert.equal(asked().length, 1);
  assert.equal((await listBuilds(settings.cache)).length, 1);
});
