// Random contenders, loads and pauses on the virtual clock: whatever happens, the step ends, every
// planned request has exactly one fate, and nothing is left behind for the next phase. fast-check
// prints the seed of a failure.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { drawsOf } from "#model/draws.ts";
import type { StepPlan } from "#model/plan.ts";
import { NS_PER_MS, NS_PER_S, NS_PER_US } from "#model/units.ts";
import type { ContenderScript, Fate, Serving } from "#testing/contender-script.ts";
import { fakeTraffic } from "#testing/fake-codec.ts";
import { lineTraffic } from "#testing/line-traffic.ts";
import type { Span } from "#testing/scripted-activity.ts";
import { outcomeOfStep } from "#testing/virtual-outcome.ts";
import {
  DRAIN,
  NO_PAUSES,
  plannedInstants,
  runVirtualStep,
  type VirtualStepSettings,
} from "#testing/virtual-step.ts";

const DURATION_NS = 100 * NS_PER_MS;
const [SERVICES, FATES, CUTS, DRAINS] = [1, 2, 3, 4];
const BAD_FATES: readonly Fate[] = ["wrong", "silence", "reset", "garbage"];

/** At most one span; where it lies may be behind the end of the step. */
const spans: fc.Arbitrary<readonly Span[]> = fc
  .tuple(fc.nat(2 * DURATION_NS), fc.integer({ min: 1, max: 80 * NS_PER_MS }))
  .chain(([fromNs, lengthNs]) =>
    fc.constantFrom<readonly Span[]>([], [{ fromNs, toNs: fromNs + lengthNs }]),
  );

const scripts: fc.Arbitrary<ContenderScript> = fc
  .record({
    seed: fc.nat(),
    serviceMaxNs: fc.constantFrom(1_000, 300_000, 20 * NS_PER_MS),
    badShare: fc.constantFrom(0, 0.01, 0.3),
    drainShare: fc.constantFrom(0, 0.2),
    serving: fc.constantFrom<Serving>("fifo", "per-connection"),
    stalls: spans,
    crashes: spans,
    halfOpenFromNs: fc.constantFrom(Infinity, 0.7 * DURATION_NS),
    partNs: fc.constantFrom(0, 5_000),
    openNs: fc.constantFrom(0, 3 * NS_PER_MS),
    writeNs: fc.constantFrom(0, 8_000),
  })
  .map(({ seed, serviceMaxNs, badShare, drainShare, ...rest }) => ({
    ...rest,
    serviceNs: (n) => 1 + drawsOf(seed, SERVICES).unit(n) * serviceMaxNs,
    fate: (n) => {
      const drawn = drawsOf(seed, FATES).unit(n) / badShare;
      return drawn < 1 ? (BAD_FATES[Math.floor(4 * drawn)] as Fate) : "right";
    },
    cuts: (n) => [Math.floor(drawsOf(seed, CUTS).unit(n) * 30)],
    drainNs: (n) => (drawsOf(seed, DRAINS).unit(n) < drainShare ? 2 * NS_PER_MS : 0),
  }));

const steps: fc.Arbitrary<StepPlan> = fc.record({
  arrivals: fc.constantFrom("uniform", "poisson"),
  ratePerS: fc.integer({ min: 20, max: 8_000 }),
  durationS: fc.constant(DURATION_NS / NS_PER_S),
  seed: fc.nat(),
});

const settings: fc.Arbitrary<VirtualStepSettings> = fc
  .record({
    step: steps,
    script: scripts,
    owesOneIn: fc.constantFrom(0, 1, 3),
    connections: fc.integer({ min: 1, max: 4 }),
    inFlightMax: fc.constantFrom(1, 2, 50),
    pauses: fc.array(
      fc.record({
        atNs: fc.nat(DURATION_NS),
        lengthNs: fc.integer({ min: NS_PER_MS, max: 300 * NS_PER_MS }),
      }),
      { maxLength: 2 },
    ),
  })
  .map(({ owesOneIn, script, ...rest }) => {
    // Only a protocol that names requests may answer them in any order.
    const isFake = owesOneIn > 0;
    const traffic = isFake ? fakeTraffic(owesOneIn) : lineTraffic;
    const serving = isFake && script.serving === "fifo" ? "parallel" : script.serving;
    return { ...rest, traffic, script: { ...script, serving } };
  });

/** The counts of a finished step against each other and against what the contender saw. */
function assertWhole(each: VirtualStepSettings): void {
  const { loop, exchange, transport } = runVirtualStep(each);
  const { step } = each;
  const outcome = outcomeOfStep({ loop, exchange }, step);
  const planned = plannedInstants(step);
  assert.equal(outcome.planned, planned.length);
  assert.equal(outcome.planned, outcome.sent + outcome.withheld);
  assert.equal(outcome.owed, outcome.replied + outcome.failed + outcome.unanswered);
  assert.ok(outcome.owed <= outcome.sent && outcome.mismatched <= outcome.replied);
  assert.equal(loop.times.length, outcome.replied + outcome.failed);
  const stillLost = exchange.connections - exchange.openCount;
  assert.equal(exchange.reconnects, transport.losses - stillLost);
  assert.ok(transport.requests <= outcome.sent, "no request is sent twice");
  const { inFlightNs, timeInSystemNs } = outcome.bookkeeping;
  assert.ok(Math.abs(inFlightNs - timeInSystemNs) <= 1e-9 * timeInSystemNs, "∫ in flight");
  assertSorted(loop);
  for (const { index, intendedNs, sentNs, doneNs } of loop.times) {
    assert.equal(intendedNs, planned[index], "withheld requests keep their place in the plan");
    assert.ok(intendedNs <= sentNs && sentNs <= doneNs);
  }
  assert.ok(loop.endedNs >= DURATION_NS);
  // Turns, pauses and polls of the test itself may lie between the limit and the turn that sees it.
  assert.ok(loop.endedNs <= DURATION_NS + DRAIN.maxS * NS_PER_S + 700 * NS_PER_MS);
  assert.equal(exchange.slots.used, 0);
  assert.deepEqual([...exchange.pool.inFlight], Array(each.connections).fill(0));
}

/** Every planned request is in one of the two groups, once. */
function assertSorted({
  samples,
  planned,
  sentCount,
  repliedCount,
  withheld,
  ...loop
}: Loop): void {
  const { undisturbed, disturbed, intervals } = samples;
  assert.equal(undisturbed.count + disturbed.count, planned);
  assert.equal(undisturbed.lag.count + disturbed.lag.count, sentCount);
  const { asRead, earliest } = intervals;
  assert.equal(undisturbed.response.count + asRead.count + disturbed.response.count, repliedCount);
  assert.equal(earliest.count, asRead.count);
  assert.ok(earliest.sumNs <= asRead.sumNs);
  assert.equal(undisturbed.service.count + disturbed.service.count, repliedCount);
  const lost = withheld + loop.failedCount + loop.unanswered;
  assert.equal(undisturbed.unreplied + disturbed.unreplied, lost);
}

type Loop = ReturnType<typeof runVirtualStep>["loop"];

test("every planned request has one fate, and the step ends (no pause rule)", () => {
  fc.assert(
    fc.property(settings, (each) => assertWhole({ ...each, pauseRule: NO_PAUSES })),
    { numRuns: 40 },
  );
});

test("every planned request has one fate, and the step ends (pauses looked for)", () => {
  const pauseRule = { thresholdNs: 300 * NS_PER_US, lookBackNs: NS_PER_MS, lookAheadFactor: 3 };
  fc.assert(
    fc.property(settings, (each) => assertWhole({ ...each, pauseRule, pollNs: 200 * NS_PER_US })),
    { numRuns: 25 },
  );
});
