// The crossing on answers worked by hand, and its properties: it lies between the lowest no and the
// highest yes or beside them, and the order of the answers does not matter.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Answer, isotonicCrossing } from "./isotonic-crossing.ts";

/** `yynyn` at 0, 1, 2, … */
function answersOf(letters: string): Answer[] {
  return letters.split("").map((letter, at) => ({ at, passed: letter === "y" }));
}

function crossingOf(letters: string): number | string {
  const crossing = isotonicCrossing(answersOf(letters));
  return crossing.kind === "inside" ? crossing.at : crossing.kind;
}

test("a clean change lies between its neighbours", () => {
  assert.equal(crossingOf("yyynnn"), 2.5);
  assert.equal(crossingOf("yn"), 0.5);
});

test("a lone answer out of order moves the crossing no further than its pool", () => {
  // A no among yeses: pooled with the yeses above it, which are more than half of the pool.
  assert.equal(crossingOf("yynyyynn"), 5.5);
  // A yes among noes: pooled with the noes below it, which are more than half of the pool.
  assert.equal(crossingOf("yyynnyn"), 2.5);
  // One each: half of the pool passed, its middle is the crossing.
  assert.equal(crossingOf("yynynn"), 2.5);
});

test("outside the answers there is no crossing", () => {
  assert.equal(crossingOf("yyyy"), "above");
  assert.equal(crossingOf("nnn"), "below");
  assert.equal(crossingOf(""), "none");
});

test("the crossing lies between the lowest no and the highest yes or beside them, in any order", () => {
  const answers = fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 50 }), passed: fc.boolean() }),
    {
      minLength: 2,
      maxLength: 20,
    },
  );
  fc.assert(
    fc.property(answers, (all) => {
      const distinct = [...new Map(all.map((answer) => [answer.at, answer])).values()];
      const crossing = isotonicCrossing(distinct);
      assert.deepEqual(isotonicCrossing(distinct.toReversed()), crossing);
      const yes = distinct.filter(({ passed }) => passed).map(({ at }) => at);
      const no = distinct.filter(({ passed }) => !passed).map(({ at }) => at);
      if (crossing.kind === "above") assert.ok(no.length < yes.length);
      else if (crossing.kind === "below") assert.ok(yes.length < no.length);
      else if (crossing.kind === "inside") {
        // Or just outside: between them and their neighbours.
        const below = Math.max(...yes.filter((at) => at < Math.min(...no)), -Infinity);
        const above = Math.min(...no.filter((at) => at > Math.max(...yes)), Infinity);
        assert.ok(crossing.at > below || crossing.at >= Math.min(...no));
        assert.ok(crossing.at < above || crossing.at <= Math.max(...yes));
      }
    }),
  );
});

test("the fit is the best non-increasing one: compared with every cut of the answers", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 2, maxLength: 12 }), (passes) => {
      const letters = passes.map((passed) => (passed ? "y" : "n")).join("");
      const crossing = isotonicCrossing(answersOf(letters));
      // A cut at k: all below pass, all above fail. The fit's half is where the fewest answers are
      // out of order; several cuts can be equally good, then it lies among them.
      const wrongAt = (cut: number): number =>
        passes.filter((passed, at) => passed !== at < cut).length;
      const cuts = Array.from({ length: passes.length + 1 }, (_, cut) => cut);
      const least = Math.min(...cuts.map(wrongAt));
      const best = cuts.filter((cut) => wrongAt(cut) === least);
      const at =
        crossing.kind === "inside"
          ? crossing.at + 0.5
          : crossing.kind === "below"
            ? 0
            : passes.length;
      assert.ok(
        at >= Math.min(...best) && at <= Math.max(...best),
        `${letters}: ${at}, ${best.join()}`,
      );
    }),
  );
});
