// Expiry arguments at an instant that the test sets.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Clock, EXPIRED, NEVER, TICKS_PER_S } from "./clock.ts";

function clockAt(unixS: number): { clock: Clock; pass: (ms: number) => void } {
  let ms = 5_000;
  const clock = new Clock({ monotonicMs: () => ms, unixMs: () => unixS * 1_000 + ms });
  return {
    clock,
    pass(more) {
      ms += more;
      clock.advance();
    },
  };
}

describe("Clock", () => {
  it("never lets an item go before its second is over, nor 0.2 s after it", () => {
    for (const phaseMs of [0, 1, 50, 99, 100, 999]) {
      const { clock, pass } = clockAt(1_800_000_000);
      pass(phaseMs);
      const expiry = clock.expiryOf(1);
      pass(1_000);
      assert.equal(clock.hasPassed(expiry), false, `phase ${phaseMs}`);
      pass(200);
      assert.equal(clock.hasPassed(expiry), true, `phase ${phaseMs}`);
    }
  });

  it("reads 0 as never, negative as at once", () => {
    const { clock } = clockAt(1_800_000_000);
    assert.equal(clock.expiryOf(0), NEVER);
    assert.equal(clock.hasPassed(NEVER), false);
    assert.equal(clock.expiryOf(-1), EXPIRED);
    assert.equal(clock.hasPassed(EXPIRED), true);
  });

  it("reads more than 30 days as a time since 1970", () => {
    const { clock } = clockAt(1_800_000_000);
    assert.equal(clock.hasPassed(clock.expiryOf(2_592_000)), false);
    assert.equal(clock.expiryOf(2_592_001), EXPIRED);
    assert.equal(clock.expiryOf(1_800_000_004), EXPIRED);
    assert.equal(clock.expiryOf(1_800_000_105), clock.now + 100 * TICKS_PER_S + 1);
  });

  it("tells the seconds that are left", () => {
    const { clock, pass } = clockAt(1_800_000_000);
    const expiry = clock.expiryOf(2);
    assert.equal(clock.secondsLeft(expiry), 2);
    pass(900);
    assert.equal(clock.secondsLeft(expiry), 2);
    pass(100);
    assert.equal(clock.secondsLeft(expiry), 1);
    assert.equal(clock.secondsLeft(EXPIRED), 0);
    assert.equal(clock.secondsLeft(NEVER), -1);
  });

  it("keeps a time that no 32 bits hold at their end", () => {
    const { clock } = clockAt(0);
    assert.equal(clock.expiryOf(2_147_483_647), 0xffff_ffff);
  });
});
