// The verdict on the generator: each rule just kept and just broken.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { GeneratorVerdict, Pause, StepOutcome } from "#model/step.ts";
import { generatorVerdict } from "./generator-verdict.ts";
import { evenQuantiles, outcomeOf } from "./scripted-outcome.ts";

const RESPONSE_NS = 200_000;
const DID = {
  competition: "waits for the core",
  "generator-gc": "collections",
  quota: "a limit on CPU time",
};

function verdictWith(changes: Partial<StepOutcome>): GeneratorVerdict {
  return generatorVerdict(outcomeOf(RESPONSE_NS, changes));
}

function verdictOfOwn(own: Partial<StepOutcome["own"]>, pauses: Pause[] = []): GeneratorVerdict {
  const calm = outcomeOf(RESPONSE_NS);
  return generatorVerdict({
    ...calm,
    own: { ...calm.own, ...own },
    timeline: { ...calm.timeline, pauses },
  });
}

function verdictOfLag(lag: StepOutcome["undisturbed"]["lag"]): GeneratorVerdict {
  const { undisturbed } = outcomeOf(RESPONSE_NS);
  return verdictWith({ undisturbed: { ...undisturbed, lag } });
}

test("a calm step is fit for what its count supports", () => {
  const verdict = verdictWith({});
  // 4,000 samples have only four above p99.9.
  assert.deepEqual(
    [verdict.fit, verdict.fitQuantiles, verdict.causes],
    [true, ["p50", "p90", "p99"], []],
  );
});

test("a quarter disturbed is fit, more is not", () => {
  assert.equal(verdictOfOwn({ disturbedShare: 0.25 }).fit, true);
  const verdict = verdictOfOwn({ disturbedShare: 0.26 });
  assert.equal(verdict.fit, false);
  assert.deepEqual(verdict.causes, [
    "host: 26.0 % of the requests are disturbed by pauses (limit 25.0 %)",
  ]);
});

test("one pause of 200 ms is fit, a longer one is not", () => {
  assert.equal(verdictOfOwn({ pauseNsMax: 200e6 }).fit, true);
  assert.deepEqual(verdictOfOwn({ pauseNsMax: 250e6 }).causes, [
    "pause: one took 250 ms (limit 200 ms)",
  ]);
});

test("pauses that are not the host's spoil the quantiles whose tail is shorter, host pauses none", () => {
  const pausedNs = 60e6;
  for (const cause of ["competition", "generator-gc", "quota"] as const) {
    const verdict = verdictOfOwn({ pausedNs }, [[10, 60, cause]]);
    assert.deepEqual([verdict.fit, verdict.fitQuantiles], [true, ["p50", "p90"]]);
    assert.deepEqual(verdict.causes, [
      `${cause}: ${DID[cause]} took 1.50 % of the step (limit of p99 1.00 %)`,
    ]);
    const calmer = verdictOfOwn({ pausedNs: 40e6 }, [[10, 40, cause]]);
    assert.deepEqual(calmer.fitQuantiles, ["p50", "p90", "p99"]);
  }
  const host = verdictOfOwn({ pausedNs }, [[10, 60, "host"]]);
  assert.deepEqual(host.fitQuantiles, ["p50", "p90", "p99"]);
});

test("where not all pauses are listed, causes share the total as they share the list", () => {
  const listed: Pause[] = [
    [0, 10, "host"],
    [50, 10, "competition"],
  ];
  const fitAt = (pausedNs: number) => verdictOfOwn({ pausedNs }, listed).fitQuantiles;
  assert.deepEqual(fitAt(79e6), ["p50", "p90", "p99"]);
  assert.deepEqual(fitAt(81e6), ["p50", "p90"]);
});

test("lag may be a tenth of the response time, quantile by quantile", () => {
  assert.equal(verdictOfLag(evenQuantiles(19_900)).fit, true);
  const verdict = verdictOfLag(evenQuantiles(20_100));
  assert.deepEqual([verdict.fit, verdict.fitQuantiles], [false, []]);
  assert.match(verdict.causes[0] ?? "", /^lag: p50 is 20\.1 µs \(limit 20\.0 µs\)$/);
});

test("lag of 5 µs is fit however fast the replies are", () => {
  const times = (lagNs: number) => ({
    response: evenQuantiles(10_000),
    service: evenQuantiles(10_000),
    lag: evenQuantiles(lagNs),
  });
  assert.equal(verdictWith({ undisturbed: times(3_300) }).fit, true);
  assert.deepEqual(verdictWith({ undisturbed: times(3_500) }).fitQuantiles, ["p50", "p90"]);
});

test("an unfit p90 is named and does not make the step unfit", () => {
  const lag = { ...evenQuantiles(2_000), p90Ns: 40_000 };
  const verdict = verdictOfLag(lag);
  assert.deepEqual([verdict.fit, verdict.fitQuantiles], [true, ["p50", "p99"]]);
  assert.match(verdict.causes[0] ?? "", /^lag: p90/);
});

test("a censored response time allows a tenth of the largest recorded one", () => {
  const { undisturbed } = outcomeOf(RESPONSE_NS);
  const response = { ...undisturbed.response, p99Ns: null, censoredAboveNs: 290_000 };
  const fit = verdictWith({ undisturbed: { ...undisturbed, response } });
  assert.deepEqual([fit.fitQuantiles, fit.causes], [["p50", "p90", "p99"], []]);
  const lag = { ...undisturbed.lag, p99Ns: 30_000 };
  const late = verdictWith({ undisturbed: { ...undisturbed, response, lag } });
  assert.deepEqual(late.fitQuantiles, ["p50", "p90"]);
});

test("a quantile whose lag nobody knows is not fit", () => {
  const verdict = verdictOfLag({ ...evenQuantiles(2_000), p99Ns: null });
  assert.deepEqual(verdict.fitQuantiles, ["p50", "p90"]);
  assert.deepEqual(verdict.causes, ["lag: p99 is not known"]);
});

test("a clock that went back or stood still spoils every quantile", () => {
  const { obstacles } = outcomeOf(RESPONSE_NS);
  const back = verdictWith({ obstacles: { ...obstacles, clockBackNs: 2e6 } });
  assert.deepEqual([back.fit, back.fitQuantiles], [false, []]);
  assert.deepEqual(back.causes, ["clock: it went back by 2 ms"]);
  const still = verdictWith({ obstacles: { ...obstacles, clockStops: 3 } });
  assert.deepEqual([still.fit, still.fitQuantiles], [false, []]);
  assert.deepEqual(still.causes, ["clock: it stood still while it was read, 3 times"]);
});
