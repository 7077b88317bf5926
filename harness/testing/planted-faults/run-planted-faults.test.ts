// The counting, with faults that plant nothing.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PlantedFault, PlantedStep } from "./planted-fault.ts";
import { PlantingFailed } from "./planted-fault.ts";
import { type PlantingOrder, runPlantedFaults } from "./run-planted-faults.ts";

const RIGHT: PlantedStep = {
  flagged: true,
  named: ["lag"],
  right: true,
  waitedShare: 0,
  facts: "",
};
const WRONG: PlantedStep = {
  flagged: true,
  named: ["host", "pause"],
  right: false,
  waitedShare: 0,
  facts: "",
};
const MISSED: PlantedStep = { flagged: false, named: [], right: false, waitedShare: 0, facts: "" };

function fault(plant: PlantedFault["plant"], reason?: string): PlantedFault {
  return { fault: "a fault", cause: "lag", takesCore: false, available: () => reason, plant };
}

function orderOf(faults: readonly PlantedFault[], count: number): PlantingOrder {
  const { signal } = new AbortController();
  // Nothing is started, and a placement without taskset pins nothing.
  const ground = { placement: { contenderCores: [] }, signal };
  return { ...ground, faults, count, seed: 1 } as unknown as PlantingOrder;
}

describe("runPlantedFaults", () => {
  it("counts what was flagged and what was named rightly", async () => {
    const outcomes = [RIGHT, WRONG, MISSED, RIGHT, RIGHT];
    const drawn = new Set<number>();
    const planted = fault(({ draws }) => {
      for (const each of draws) drawn.add(each.uint32(0));
      return Promise.resolve(draws.map(() => outcomes.shift() ?? MISSED));
    });
    const [row] = await runPlantedFaults(orderOf([planted], 5));
    assert.deepEqual(row, {
      fault: "a fault",
      cause: "lag",
      planted: 5,
      flagged: 4,
      rightCause: 3,
      named: { lag: 3, host: 1, pause: 1 },
      disturbed: 0,
      lacks: [],
    });
    assert.equal(drawn.size, 5, "every step has draws of its own");
  });

  it("tells why a fault was not planted", async () => {
    const never = fault(() => assert.fail("planted"), "no control groups");
    const [row] = await runPlantedFaults(orderOf([never], 3));
    assert.deepEqual([row?.planted, row?.lacks], [0, ["no control groups"]]);
  });

  it("goes on behind steps that could not be measured", async () => {
    let calls = 0;
    const sometimes = fault(({ draws }) => {
      if (calls++ === 0) throw new PlantingFailed("the generator ended early");
      return Promise.resolve(draws.map(() => RIGHT));
    });
    const [row] = await runPlantedFaults(orderOf([sometimes], 9));
    assert.deepEqual([row?.planted, row?.lacks], [9, ["the generator ended early"]]);
  });

  it("plants again where others had the core, unless the fault itself takes it", async () => {
    let waits = 2;
    const outcome = (): PlantedStep => ({ ...RIGHT, waitedShare: waits-- > 0 ? 0.3 : 0 });
    const planted = fault(({ draws }) => Promise.resolve(draws.map(outcome)));
    const [row] = await runPlantedFaults(orderOf([planted], 4));
    assert.deepEqual([row?.planted, row?.disturbed, row?.lacks], [4, 2, []]);
    waits = 2;
    const [taking] = await runPlantedFaults(orderOf([{ ...planted, takesCore: true }], 4));
    assert.deepEqual([taking?.planted, taking?.disturbed], [4, 0]);
  });

  it("gives up on a machine where others always have the core", async () => {
    const outcome: PlantedStep = { ...RIGHT, waitedShare: 0.3 };
    const planted = fault(({ draws }) => Promise.resolve(draws.map(() => outcome)));
    const [row] = await runPlantedFaults(orderOf([planted], 4));
    const lacks = ["8 steps in which others had the core"];
    assert.deepEqual([row?.planted, row?.disturbed, row?.lacks], [0, 8, lacks]);
  });

  it("plants nothing more once it is aborted", async () => {
    const abort = new AbortController();
    const aborting = fault(({ draws }) => {
      abort.abort();
      return Promise.resolve(draws.map(() => RIGHT));
    });
    const order = { ...orderOf([aborting, aborting], 100), signal: abort.signal };
    const rows = await runPlantedFaults(order);
    assert.deepEqual(
      rows.map(({ planted, lacks }) => [planted, lacks]),
      [
        [7, ["aborted"]],
        [0, ["aborted"]],
      ],
    );
  });
});
