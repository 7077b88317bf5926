// Placement for machines of every width, hyper-threads included, and that a pinned command stays
// where it was put.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { parseCpuList } from "./cpu-list.ts";
import { type CoreFacts, decidePlacement, pinnedCommand, readCoreFacts } from "./placement.ts";

function machine(allowed: readonly number[], siblings?: CoreFacts["siblings"]): CoreFacts {
  return { allowed, siblings: siblings ?? ((core) => [core]), taskset: "/usr/bin/taskset" };
}

const cores = (facts: CoreFacts) => {
  const { generatorCore, contenderCores, serviceCores } = decidePlacement(facts);
  return { generatorCore, contenderCores, serviceCores };
};

test("lists of cores", () => {
  assert.deepEqual(parseCpuList("0-2,5,8-9\n"), [0, 1, 2, 5, 8, 9]);
  assert.deepEqual(parseCpuList("3"), [3]);
  assert.deepEqual(parseCpuList("\n"), []);
});

test("the generator has the last core, the contender the first, services what is left", () => {
  assert.deepEqual(cores(machine([0, 1])), {
    generatorCore: 1,
    contenderCores: [0],
    serviceCores: [0],
  });
  assert.deepEqual(cores(machine([2, 4, 5, 7])), {
    generatorCore: 7,
    contenderCores: [2],
    serviceCores: [4, 5],
  });
});

test("the contender avoids the generator's physical core where it can, and it is said where it cannot", () => {
  const pairs = (core: number) => [core % 2, (core % 2) + 2];
  assert.deepEqual(cores(machine([1, 2, 3], pairs)), {
    generatorCore: 3,
    contenderCores: [2],
    serviceCores: [1],
  });
  const { how } = decidePlacement(machine([0, 1], () => [0, 1]));
  assert.match(how, /hardware threads of one physical core/);
  assert.doesNotMatch(decidePlacement(machine([0, 1])).how, /physical/);
});

test("one core is shared, and it is said", () => {
  const placement = decidePlacement(machine([3], () => [3]));
  assert.deepEqual(placement.contenderCores, [3]);
  assert.equal(placement.generatorCore, 3);
  assert.match(placement.how, /one core is allowed: generator and contender share it/);
});

test("without taskset nothing is pinned, and it is said", () => {
  const placement = decidePlacement({ ...machine([0, 1]), taskset: undefined });
  assert.equal(placement.pinned, false);
  assert.equal(placement.generatorCore, null);
  assert.match(placement.how, /^unpinned: /);
  assert.deepEqual(pinnedCommand(["a", "b"], [0], placement), ["a", "b"]);
});

const live = readCoreFacts();
test("live: a pinned command may run on its core only", {
  skip: live.taskset === undefined,
}, () => {
  const placement = decidePlacement(live);
  const core = placement.generatorCore ?? -1;
  const [program = "", ...rest] = pinnedCommand(["cat", "/proc/self/status"], [core], placement);
  const { stdout } = spawnSync(program, rest, { encoding: "utf8" });
  assert.ok(stdout.includes(`Cpus_allowed_list:\t${core}\n`));
});
