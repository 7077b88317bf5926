// The requests as they leave: their form, their shares, and that each depends on (seed, index)
// alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readWeb07Trace } from "#datasets/cache/web07-trace.ts";
import { type RequestSource, STEP_INDEX_STRIDE, type Traffic } from "#harness";
import { requestMix } from "./request-mix.ts";
import { openTraffic } from "./traffic.ts";

const KEYS = 5_000;

async function opened(scenario: string, seed = 1): Promise<Traffic> {
  return await openTraffic({ scenario, seed, parameters: { keys: KEYS } });
}

function textOf(source: RequestSource, index: number): string {
  const slab = new Uint8Array(source.requestBytesMax);
  return Buffer.from(slab.subarray(0, source.writeRequest(slab, 0, index))).toString("latin1");
}

const KEY_FORM = /^k[0-9a-z]{11}\.*$/;

test("a request depends on seed and index, not on order, place or process", async () => {
  const first = (await opened("get-set")).load;
  const second = (await opened("get-set")).load;
  const forwards = Array.from({ length: 500 }, (_, index) => textOf(first, index));
  const backwards = Array.from({ length: 500 }, (_, index) => textOf(second, 499 - index));
  assert.deepEqual(forwards, backwards.reverse());
  const slab = new Uint8Array(first.requestBytesMax + 100);
  const bytes = first.writeRequest(slab, 100, 7);
  assert.equal(Buffer.from(slab.subarray(100, 100 + bytes)).toString("latin1"), forwards[7]);
  const otherSeed = (await opened("get-set", 2)).load;
  assert.notEqual(textOf(otherSeed, 7), forwards[7]);
});

test("sets and gets have memcached's form and the stated lengths", async () => {
  const { load } = await opened("get-set");
  for (let index = 0; index < 3_000; index++) {
    const text = textOf(load, index);
    const get = /^get (\S+)\r\n$/.exec(text);
    const set = /^set (\S+) 0 0 (\d+)\r\n([^]*)\r\n$/.exec(text);
    const [, key, bytes, data] = get ?? set ?? assert.fail(`neither get nor set: ${text}`);
    assert.match(key as string, KEY_FORM);
    assert.ok([16, 24, 38, 64].includes((key as string).length));
    if (data !== undefined) assert.equal(data.length, Number(bytes));
    if (data !== undefined) assert.equal(Buffer.from(data, "latin1").readUInt32LE(4), index + 1);
  }
});

test("meta sends what get-set sends, in meta commands", async () => {
  const classic = (await opened("get-set")).load;
  const { load } = await opened("meta");
  for (let index = 0; index < 3_000; index++) {
    const text = textOf(classic, index);
    const opaque = index.toString(16).padStart(8, "0");
    const expected = text.startsWith("get ")
      ? text.replace(/^get (\S+)/, `mg $1 k v f c O${opaque}`)
      : text.replace(/^set (\S+) 0 0 /, "ms $1 ");
    assert.equal(textOf(load, index), expected);
  }
  assert.match(textOf(load, 0xfedcba98), /^mg \S+ k v f c Ofedcba98\r\n$/);
});

test("one request in ten is a set, none in the scenario of gets", async () => {
  const mixed = requestMix({ scenario: "get-set", seed: 3, parameters: { keys: KEYS } });
  const gets = requestMix({ scenario: "get", seed: 3, parameters: { keys: KEYS } });
  let sets = 0;
  for (let index = 0; index < 100_000; index++) {
    if (mixed.isSet(index)) sets++;
    assert.ok(!gets.isSet(index));
  }
  // Binomial: 10,000 ± 4 × 95.
  assert.ok(Math.abs(sets - 10_000) < 380, `${sets} sets`);
});

test("the prefill stores every key once as version 0, under a name of its own", async () => {
  const { prefill } = await opened("get-set");
  assert.ok(prefill !== undefined);
  assert.equal(prefill.count, KEYS);
  const names = new Set<string>();
  for (let key = 0; key < KEYS; key++) {
    const [, name, , data] = /^set (\S+) 0 0 (\d+)\r\n([^]*)\r\n$/.exec(
      textOf(prefill.source, key),
    ) as RegExpExecArray;
    names.add(name as string);
    const header = Buffer.from(data as string, "latin1");
    assert.deepEqual([header.readUInt32LE(0), header.readUInt32LE(4)], [key, 0]);
    // The definition of the check word, in other arithmetic than the code's.
    assert.equal(BigInt(header.readUInt32LE(8)), (BigInt(key) * 2654435761n) & 0xffffffffn);
  }
  assert.equal(names.size, KEYS);
});

test("replay asks for the trace's keys in order, from its beginning in every step", async () => {
  const trace = readWeb07Trace();
  const mix = requestMix({ scenario: "replay", seed: 1, parameters: {} });
  assert.equal(mix.keys, trace.distinct);
  for (const start of [0, STEP_INDEX_STRIDE, 31 * STEP_INDEX_STRIDE, trace.keys.length]) {
    const asked = Array.from({ length: 100 }, (_, index) => mix.keyOf(start + index));
    assert.deepEqual(asked, [...trace.keys.subarray(0, 100)]);
  }
  const { prefill } = await opened("replay");
  assert.equal(prefill?.count, trace.distinct);
});

test("an unknown scenario and a missing parameter are named", () => {
  const parameters = { keys: 10 };
  assert.throws(() => requestMix({ scenario: "tls", seed: 1, parameters }), /no scenario "tls"/);
  for (const keys of [0, 1.5, Number.NaN]) {
    const settings = { scenario: "get", seed: 1, parameters: { keys } };
    assert.throws(() => requestMix(settings), /parameter keys ≥ 1.*got/);
  }
});
