// How causes are read and severities drawn: what decides whether a verdict was right.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { drawsOf } from "#model/draws.ts";
import { causesNamed, drawBetween } from "./planted-fault.ts";

describe("causesNamed", () => {
  it("takes the names before the colons, each once", () => {
    const causes = [
      "competition and generator-gc: pauses took 4 % of the step (limit of p99 1 %)",
      "competition: pauses took 4 % of the step (limit of p99.9 0.1 %)",
      "lag: p99 is 1 ms (limit 10 µs): it was 5 µs before",
    ];
    assert.deepEqual(causesNamed({ causes }), ["competition", "generator-gc", "lag"]);
  });

  it("names nothing where nothing is wrong", () => {
    assert.deepEqual(causesNamed({ causes: [] }), []);
  });
});

describe("drawBetween", () => {
  it("fills its range evenly over the logarithm", () => {
    const drawn = Array.from({ length: 1_000 }, (_, at) =>
      drawBetween(drawsOf(1, at), "severity", [1, 100]),
    );
    assert.ok(Math.min(...drawn) >= 1 && Math.max(...drawn) <= 100);
    const below = drawn.filter((each) => each < 10).length;
    assert.ok(Math.abs(below - 500) < 80, `${below} of 1000 below the geometric middle`);
  });

  it("draws two things, and a thing a second time, independently", () => {
    const draws = drawsOf(1, 1);
    const one = drawBetween(draws, "severity", [1, 100]);
    assert.equal(one, drawBetween(draws, "severity", [1, 100]));
    assert.notEqual(one, drawBetween(draws, "length", [1, 100]));
    const first = drawBetween(draws, "moments", [1, 100]);
    assert.notEqual(first, drawBetween(draws, "moments", [1, 100], 1));
  });
});
