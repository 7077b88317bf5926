// The window of requests that lie ready: whatever is taken, passed over or written ahead, the bytes
// of a request are right when it is taken, and stay so until the owner was told that the slab is
// used again.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { drawsOf } from "#model/draws.ts";
import type { RequestSource } from "#model/traffic.ts";
import { RequestWindow } from "./request-window.ts";

const FIRST = 1_000;

/** Requests of seeded lengths, every byte of which tells the index. */
function sourceOf(
  seed: number,
  requestBytesMax: number,
): RequestSource & { length(i: number): number } {
  const draws = drawsOf(seed, 0);
  const length = (index: number): number => 1 + Math.floor(draws.unit(index) * requestBytesMax);
  return {
    requestBytesMax,
    length,
    writeRequest(slab, at, index) {
      assert.ok(at + length(index) <= slab.length, "a request lies inside the slab");
      slab.fill(index % 251, at, at + length(index));
      return length(index);
    },
    expects: () => 1,
    check: { sent: () => 0, reply: () => 0, sentence: () => "" },
  };
}

interface Taken {
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

const wanted = Buffer.alloc(1_048_576);

function assertIntact(slab: Uint8Array, { index, from, to }: Taken): void {
  wanted.fill(index % 251, 0, to - from);
  // Compared by memory, not byte by byte: this is called for every request after every step.
  const isIntact = wanted.subarray(0, to - from).equals(slab.subarray(from, to));
  assert.ok(isIntact, `request ${index} was overwritten`);
}

type Action = readonly ["take" | "ahead" | "skip", number];

/** Follows the actions; bytes that were taken must stay until the window asks for the slab back. */
function follow(source: ReturnType<typeof sourceOf>, actions: readonly Action[]): void {
  let held: Taken[] = [];
  const window = new RequestWindow(source, { first: FIRST, count: Infinity }, () => {
    held.forEach((taken) => assertIntact(window.slab, taken));
    held = [];
  });
  const range = { from: 0, to: 0 };
  let index = FIRST;
  for (const [action, count] of actions) {
    assert.equal(window.nextIndex, index);
    if (action === "ahead") window.writeAhead(count);
    else if (action === "skip") {
      window.skip();
      index++;
    } else {
      const taken = window.take(count, range);
      assert.ok(taken >= 1 && taken <= Math.max(1, count));
      let from = range.from;
      for (const end = index + taken; index < end; index++) {
        const request = { index, from, to: from + source.length(index) };
        assertIntact(window.slab, request);
        held.push(request);
        from = request.to;
      }
      assert.equal(from, range.to, "a message holds whole requests and nothing else");
    }
    // The newest are the next to be overwritten by mistake, the oldest the next in turn.
    held.slice(0, 3).forEach((taken) => assertIntact(window.slab, taken));
    held.slice(-3).forEach((taken) => assertIntact(window.slab, taken));
  }
  held.forEach((taken) => assertIntact(window.slab, taken));
}

const actions: fc.Arbitrary<readonly Action[]> = fc.array(
  fc.oneof(
    fc.tuple(fc.constant("take" as const), fc.integer({ min: 1, max: 6 })),
    fc.tuple(fc.constant("ahead" as const), fc.integer({ min: 1, max: 40 })),
    fc.tuple(fc.constant("skip" as const), fc.constant(1)),
  ),
  { minLength: 20, maxLength: 120 },
);

test("bytes that were taken are right and stay until the slab is asked back", () => {
  fc.assert(
    // Requests of up to 700 KB bring a slab of 4 MiB round in a dozen.
    fc.property(actions, fc.nat(), fc.integer({ min: 200_000, max: 700_000 }), (each, seed, max) =>
      follow(sourceOf(seed, max), each),
    ),
    { numRuns: 12 },
  );
});

test("small requests stay too, taken in long runs from a window that is kept full", () => {
  const steps: Action[] = [["ahead", Infinity]];
  for (let step = 0; step < 400; step++) steps.push(["take", 150], ["ahead", 150]);
  follow(sourceOf(5, 300), steps);
});

test("what is written ahead is kept to half of the slab, so that sent bytes can leave", () => {
  let written = 0;
  const source = sourceOf(1, 100_000);
  const counting: RequestSource = {
    ...source,
    writeRequest: (slab, at, index) => {
      const bytes = source.writeRequest(slab, at, index);
      written += bytes;
      return bytes;
    },
  };
  const window = new RequestWindow(counting, { first: 0, count: Infinity }, () => {});
  window.writeAhead(Infinity);
  assert.ok(written > window.slab.length / 2 - 200_000 && written <= window.slab.length / 2);
});

test("a span that ends is not overrun, and its requests are taken one by one when none is ready", () => {
  const written: number[] = [];
  const source = sourceOf(1, 10);
  const noting: RequestSource = {
    ...source,
    writeRequest: (slab, at, index) => {
      written.push(index);
      return source.writeRequest(slab, at, index);
    },
  };
  const window = new RequestWindow(noting, { first: 40, count: 3 }, () => {});
  const range = { from: 0, to: 0 };
  assert.equal(window.take(1, range), 1);
  window.skip();
  window.writeAhead(100);
  assert.equal(window.take(5, range), 1);
  assert.deepEqual(written, [40, 41, 42]);
});

test("a slab holds four of the longest requests, and never less than 4 MiB", () => {
  const lengthOf = (max: number): number =>
    new RequestWindow(sourceOf(1, max), { first: 0, count: 1 }, () => {}).slab.length;
  assert.equal(lengthOf(100), 4 * 1_048_576);
  assert.equal(lengthOf(3_000_000), 12_000_000);
});

test("asked for none, it still takes a whole request", () => {
  const source = sourceOf(3, 50);
  const window = new RequestWindow(source, { first: 0, count: Infinity }, () => {});
  const range = { from: 0, to: 0 };
  for (let index = 0; index < 3; index++) {
    assert.equal(window.take(0, range), 1);
    assertIntact(window.slab, { index, ...range });
    assert.equal(range.to - range.from, source.length(index));
  }
});
