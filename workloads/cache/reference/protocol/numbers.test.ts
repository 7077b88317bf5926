// Numbers of the protocol against BigInt and Number, and the C functions' leniency by example.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { integerOf, uint64Of, writeInteger } from "./numbers.ts";

function integer(text: string): number {
  const bytes = Buffer.from(`x${text}x`);
  return integerOf(bytes, 1, bytes.length - 1);
}

function uint64(text: string): bigint | undefined {
  const bytes = Buffer.from(`9${text}9`);
  return uint64Of(bytes, 1, bytes.length - 1);
}

describe("integerOf", () => {
  it("reads back what was written", () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }), (value) => {
        assert.equal(integer(`${value}`), value);
      }),
    );
  });

  it("takes a sign and white space in front, and nothing else", () => {
    assert.equal(integer("\t+007"), 7);
    for (const text of ["", "-", "+", "1x", "x1", "0x1", "1 ", "--1", "1234567890123456"]) {
      assert.ok(Number.isNaN(integer(text)), JSON.stringify(text));
    }
  });
});

describe("uint64Of", () => {
  it("reads back what was written, zeros and white space around it", () => {
    const uint64s = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(
        uint64s,
        fc.nat(30),
        fc.constantFrom("", " ", " x", "\r\n"),
        (value, zeros, end) => {
          assert.equal(uint64(` ${"0".repeat(zeros)}${value}${end}`), value);
        },
      ),
    );
  });

  it("refuses what is none, or too large", () => {
    for (const text of ["", " ", "-1", "1x", "x", "18446744073709551616", "1".repeat(21)]) {
      assert.equal(uint64(text), undefined, JSON.stringify(text));
    }
  });
});

describe("writeInteger", () => {
  it("writes decimal digits and says where they end", () => {
    const target = Buffer.alloc(24, 0x2e);
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const end = writeInteger(target, 1, value);
        assert.equal(target.toString("latin1", 1, end), `${value}`);
      }),
    );
  });
});
