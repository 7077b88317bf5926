// Discovery over laid-out checkouts: what is found under which id, and that all that is wrong is
// told at once.

import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { discoverWorkloads } from "./discovery.ts";
import { codecModule } from "./discovery-codec.ts";
import { Toolchains } from "#drive/builds/toolchains.ts";
import { UsageError } from "#drive/usage-error.ts";

const WORKLOAD = `export const workload = { id: "cache", shape: "service", claims: [],
  scenarios: [{ id: "get", speaks: "memcache" }, { id: "get-set", speaks: "memcache" }] };`;

const manifest = (changes: object = {}) =>
  JSON.stringify({
    name: "x",
    language: "python",
    role: "baseline",
    start: ["x"],
    speaks: "memcache",
    variants: [{ name: "tuned" }],
    ...changes,
  });

const GOOD: Readonly<Record<string, string>> = {
  "workloads/cache/workload.ts": WORKLOAD,
  "workloads/cache/traffic.ts": "",
  "workloads/cache/reference/contender.json": manifest({ role: "reference" }),
  "workloads/notes/README.md": "no workload",
  "baselines/cache/rust-x/contender.json": manifest({ role: "ceiling", language: "rust" }),
  "baselines/cache/python-x/contender.json": manifest(),
  "baselines/other/python-y/contender.json": "{",
  "harness/floor/memcache/contender.json": manifest({
    role: "floor",
    language: "c",
    requires: ["cc"],
  }),
  "harness/floor/memcache/contender-node.json": manifest({ role: "floor", language: "typescript" }),
};

function checkout(context: TestContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(os.tmpdir(), "tailproof-root-"));
  context.after(() => rmSync(root, { recursive: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

const bare = new Toolchains({ path: "/nowhere" });

async function problemsOf(root: string, only?: readonly string[]): Promise<readonly string[]> {
  try {
    await discoverWorkloads({ root, toolchains: bare, ...(only === undefined ? {} : { only }) });
  } catch (error) {
    assert.ok(error instanceof UsageError);
    assert.equal(error.exitCode, 2);
    return error.problems;
  }
  return [];
}

test("a workload is found with its reference, baselines by folder, and the floor", async (context) => {
  const root = checkout(context, GOOD);
  const [found, ...rest] = await discoverWorkloads({ root, toolchains: bare });
  assert.deepEqual(rest, []);
  assert.equal(found?.workload.id, "cache");
  assert.equal(found.folder, path.join(root, "workloads", "cache"));
  assert.equal(found.trafficModule, path.join(root, "workloads", "cache", "traffic.ts"));
  assert.deepEqual(
    found.contenders.map(({ id, manifest: { language } }) => [id, language]),
    [
      ["reference", "python"],
      ["python-x", "python"],
      ["rust-x", "rust"],
      ["floor", "typescript"],
    ],
  );
});

test("with a C compiler the floor is the C one", async (context) => {
  const root = checkout(context, { ...GOOD, "bin/cc": "#!/bin/sh\necho cc 12.2.0\n" });
  chmodSync(path.join(root, "bin", "cc"), 0o755);
  const toolchains = new Toolchains({ path: path.join(root, "bin") });
  const [found] = await discoverWorkloads({ root, toolchains });
  assert.equal(found?.contenders.at(-1)?.manifest.language, "c");
});

test("a protocol of the workload's own has its floor beside its codec", async (context) => {
  const root = checkout(context, {
    "workloads/cache/workload.ts": WORKLOAD,
    "workloads/cache/traffic.ts": "",
    "workloads/cache/codec/floor/contender.json": manifest({ role: "floor" }),
  });
  const [found] = await discoverWorkloads({ root, toolchains: bare });
  assert.deepEqual(
    found?.contenders.map(({ id }) => id),
    ["floor"],
  );
});

test("an unknown workload gets a suggestion", async (context) => {
  assert.deepEqual(await problemsOf(checkout(context, GOOD), ["cahe", "kafka"]), [
    'no workload is called "cahe". Did you mean "cache"? Workloads: cache.',
    'no workload is called "kafka". Workloads: cache.',
  ]);
});

test("all that is wrong with a checkout is told at once", async (context) => {
  const root = checkout(context, {
    ...GOOD,
    "workloads/broken/workload.ts": "export const workload = ;",
    "workloads/moved/workload.ts": WORKLOAD,
    "workloads/empty/workload.ts": "export const workloads = 1;",
    "workloads/cache/reference/contender.json": manifest({ role: "baseline" }),
    "baselines/cache/python-x/contender.json": manifest({
      speaks: "memcached",
      start: ["{pyton}", "{python}", "{out}/x", "{uv}"],
    }),
    "baselines/cache/rust-x/contender.json": manifest({
      role: "floor",
      names: "?",
      speaks: "http",
    }),
  });
  rmSync(path.join(root, "workloads", "cache", "traffic.ts"));
  const problems = await problemsOf(root);
  const at = (file: string) => problems.filter((problem) => problem.startsWith(file));
  assert.match(at("workloads/broken/workload.ts")[0] ?? "", /cannot be imported/);
  assert.match(at("workloads/moved/workload.ts")[0] ?? "", /its id is "cache"; expected "moved"/);
  assert.match(at("workloads/empty/workload.ts")[0] ?? "", /exports no "workload"/);
  assert.match(at("workloads/cache/traffic.ts")[0] ?? "", /missing/);
  assert.deepEqual(at("workloads/cache/reference"), [
    'workloads/cache/reference/contender.json: role: received "baseline"; expected "reference" in this folder.',
  ]);
  assert.deepEqual(at("baselines/cache/python-x"), [
    'baselines/cache/python-x/contender.json: start: received {pyton}; expected one of {node} {python} {java} {out} {workload} {lab} {uv}. Did you mean "python"?',
    'baselines/cache/python-x/contender.json: start: received {python}; but python is not required; expected "python" in requires, with a least version if it matters.',
    "baselines/cache/python-x/contender.json: start: received {out}; but there is no build that could write there; expected a key build.",
    "baselines/cache/python-x/contender.json: start: received {uv}; but it is found for builds alone; expected it in build.",
  ]);
  assert.match(at("baselines/cache/rust-x")[0] ?? "", /names: unknown key\. Did you mean "name"\?/);
});

test("a contender that does not fit its workload is told why", async (context) => {
  const root = checkout(context, {
    ...GOOD,
    "baselines/cache/python-x/contender.json": manifest({
      role: "reference",
      speaks: "memcached",
    }),
  });
  const file = "baselines/cache/python-x/contender.json";
  assert.deepEqual(await problemsOf(root), [
    `${file}: role: received "reference"; expected "baseline", "ceiling" or "peer" in this folder.`,
    `${file}: speaks: received "memcached"; expected "memcache", as workload cache does. Did you mean "memcache"?`,
  ]);
});

test("a codec is the lab's, else the workload's own, else an error", (context) => {
  const root = checkout(context, {
    "harness/load/codecs/memcache.ts": "",
    "workloads/queue/codec/index.ts": "",
  });
  const lab = path.join(root, "harness", "load", "codecs", "memcache.ts");
  assert.equal(codecModule(root, "queue", "memcache"), lab);
  const own = path.join(root, "workloads", "queue", "codec", "index.ts");
  assert.equal(codecModule(root, "queue", "kafka"), own);
  assert.throws(
    () => codecModule(root, "cache", "kafka"),
    /speaks "kafka", for which there is no codec/,
  );
});

test("a placeholder needs its tool in every variant that uses it", async (context) => {
  const variants = [{ name: "old" }, { name: "new", requires: ["java>=21"] }];
  const laid = (changes: object) =>
    checkout(context, { ...GOOD, "baselines/cache/python-x/contender.json": manifest(changes) });
  const problem = `received {java}; but java is not required; expected "java" in requires, with a least version if it matters.`;
  const file = "baselines/cache/python-x/contender.json";
  assert.deepEqual(await problemsOf(laid({ start: ["{java}"], variants })), [
    `${file}: start: ${problem}`,
  ]);
  const [old, ...others] = variants;
  const own = [old, { ...others[0], arguments: ["{java}"] }];
  assert.deepEqual(await problemsOf(laid({ variants: own })), []);
  assert.deepEqual(await problemsOf(laid({ start: ["{java}"], variants: others })), []);
  assert.deepEqual(await problemsOf(laid({ build: [["{java}"]], variants: others })), [
    `${file}: build[0]: ${problem}`,
  ]);
});

const SERVICE = {
  name: "broker",
  start: ["{node}", "{out}/broker.js"],
  build: [["{node}", "build.ts", "{out}"]],
  contenderArgument: "--broker=127.0.0.1:{port}",
};

test("backing services are found by their folders, in the order of their names", async (context) => {
  const root = checkout(context, {
    ...GOOD,
    "workloads/cache/services/broker/service.json": JSON.stringify(SERVICE),
    "workloads/cache/services/archive/service.json": JSON.stringify({
      ...SERVICE,
      name: "archive",
    }),
  });
  const [found] = await discoverWorkloads({ root, toolchains: bare });
  const folder = path.join(root, "workloads", "cache", "services");
  assert.deepEqual(found?.services, [
    {
      folder: path.join(folder, "archive"),
      manifest: { ...SERVICE, name: "archive", requires: [] },
    },
    { folder: path.join(folder, "broker"), manifest: { ...SERVICE, requires: [] } },
  ]);
});

test("all that is wrong with services is told at once", async (context) => {
  const { start: _, ...startless } = SERVICE;
  const root = checkout(context, {
    ...GOOD,
    "workloads/cache/services/archive/service.json": JSON.stringify(SERVICE),
    "workloads/cache/services/blobs/README.md": "",
    "workloads/cache/services/broker/service.json": JSON.stringify({
      ...SERVICE,
      start: ["{java}"],
    }),
    "workloads/cache/services/rows/service.json": JSON.stringify({
      ...startless,
      role: "peer",
      contenderArgument: "--broker",
    }),
  });
  const folder = "workloads/cache/services";
  assert.deepEqual(await problemsOf(root), [
    `${folder}/archive/service.json: name: received "broker"; expected "archive", as its folder is called.`,
    `${folder}/blobs/service.json: missing; each folder of services holds one.`,
    `${folder}/broker/service.json: start: received {java}; but java is not required; expected "java" in requires, with a least version if it matters.`,
    `${folder}/rows/service.json: start: missing; expected a list.`,
    `${folder}/rows/service.json: contenderArgument: received "--broker"; expected an argument with {port} in it, such as "--broker=127.0.0.1:{port}".`,
    `${folder}/rows/service.json: role: unknown key. Known keys: name, requires, build, start, contenderArgument.`,
  ]);
});
