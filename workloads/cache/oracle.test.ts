// The oracle against a store that understands the wire bytes alone: it must catch every planted
// fault, and must never accuse a store that is linearizable, whatever the order in which
// overlapping requests are applied and answered.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { REPLY_MISS, REPLY_OK, REPLY_REFUSED, type RequestSource, type Traffic } from "#harness";
import * as mismatches from "./mismatches.ts";
import { openTraffic } from "./traffic.ts";

interface Answer {
  readonly status: number;
  readonly body: string;
}

const STORED: Answer = { status: REPLY_OK, body: "STORED" };

const META_STORED: Answer = { status: REPLY_OK, body: "HD" };

/**
 * A memcached of four commands, written from the protocol and knowing nothing of keys and versions.
 */
class WireStore {
  readonly #items = new Map<string, string>();

  apply(request: string): Answer {
    const [line, data] = splitOnce(request);
    const [command, key = "", flags, , bytes] = line.split(" ");
    if (command === "set") {
      assert.equal(data.length, Number(bytes) + 2);
      this.#items.set(key, `VALUE ${key} ${flags} ${bytes}\r\n${data}`);
      return STORED;
    }
    if (command === "ms") {
      assert.equal(data.length, Number(flags) + 2);
      this.#items.set(key, `VALUE ${key} 0 ${flags}\r\n${data}`);
      return META_STORED;
    }
    const item = this.#items.get(key);
    if (item === undefined) return { status: REPLY_MISS, body: "" };
    if (command === "get") return { status: REPLY_OK, body: item };
    return { status: REPLY_OK, body: metaValue(item, line.split(" ").slice(2)) };
  }
}

/** What `mg` with these flags returns of an item that `get` returns as `item`. */
function metaValue(item: string, flags: readonly string[]): string {
  const [line, data] = splitOnce(item);
  const [, key, clientFlags, bytes] = line.split(" ");
  const returned: Readonly<Record<string, string>> = {
    k: `k${key}`,
    f: `f${clientFlags}`,
    c: "c9",
  };
  const words = flags.filter((flag) => flag !== "v").map((flag) => returned[flag] ?? flag);
  return `VA ${bytes} ${words.join(" ")}\r\n${data}`;
}

function splitOnce(text: string): readonly [string, string] {
  const at = text.indexOf("\r\n");
  return [text.slice(0, at), text.slice(at + 2)];
}

function textOf(source: RequestSource, index: number): string {
  const slab = new Uint8Array(source.requestBytesMax);
  return Buffer.from(slab.subarray(0, source.writeRequest(slab, 0, index))).toString("latin1");
}

function judge(source: RequestSource, index: number, sentSeq: number, answer: Answer): number {
  // Bytes around the body, as in a receive buffer.
  const buffer = Buffer.from(`##${answer.body}##`, "latin1");
  const to = buffer.length - 2;
  return source.check.reply(index, sentSeq, answer.status, buffer, 2, to);
}

async function prefilled(
  seed: number,
  keys: number,
  scenario = "get-set",
): Promise<{ load: RequestSource; store: WireStore }> {
  const traffic: Traffic = await openTraffic({ scenario, seed, parameters: { keys } });
  const store = new WireStore();
  assert.ok(traffic.prefill !== undefined);
  const { source, count } = traffic.prefill;
  for (let index = 0; index < count; index++) {
    const sentSeq = source.check.sent(index);
    assert.equal(judge(source, index, sentSeq, store.apply(textOf(source, index))), 0);
  }
  return { load: traffic.load, store };
}

/** The first index from `from` on whose request starts with `start`. */
function indexOf(load: RequestSource, start: string, from = 0): number {
  for (let index = from; index < from + 100_000; index++) {
    if (textOf(load, index).startsWith(start)) return index;
  }
  throw new Error(`no request starts with ${start}`);
}

describe("planted faults in the reply to a get", async () => {
  const { load, store } = await prefilled(7, 50);
  let compared = 64;
  while (!textOf(load, compared).startsWith("get ")) compared += 64;
  const right = store.apply(textOf(load, compared));
  const key = textOf(load, compared).slice("get ".length, -2);
  const [line, data] = splitOnce(right.body);
  const bytes = data.length - 2;
  const otherIndex =
    compared +
    1 +
    [...Array(99).keys()].findIndex((ahead) => {
      const text = textOf(load, compared + 1 + ahead);
      return text.startsWith("get ") && !text.includes(key);
    });
  const other = store.apply(textOf(load, otherIndex)).body;
  const bent = (at: number) =>
    data.slice(0, at) + String.fromCharCode(data.charCodeAt(at) ^ 1) + data.slice(at + 1);
  const otherHeader = splitOnce(other)[1].slice(0, 12);

  const planted: readonly (readonly [what: string, code: number, body: string, status?: number])[] =
    [
      ["nothing wrong", mismatches.RIGHT, right.body],
      ["a refusal", mismatches.REFUSED, "SERVER_ERROR out of memory", REPLY_REFUSED],
      ["a miss", mismatches.MISSED, "", REPLY_MISS],
      ["another kind of reply", mismatches.NO_VALUE_LINE, "STORED"],
      ["an empty body", mismatches.NO_VALUE_LINE, ""],
      ["another key's reply", mismatches.WRONG_KEY, other],
      ["a longer key", mismatches.WRONG_KEY, right.body.replace(key, `${key}.`)],
      ["other flags", mismatches.WRONG_FLAGS, right.body.replace(" 0 ", " 1 ")],
      ["a CAS number", mismatches.WRONG_LENGTH, right.body.replace("\r\n", " 5\r\n")],
      [
        "another length",
        mismatches.WRONG_LENGTH,
        `${line.replace(/\d+$/, `${bytes - 1}`)}\r\n${data}`,
      ],
      ["a byte missing", mismatches.WRONG_FRAME, `${line}\r\n${data.slice(1)}`],
      ["a byte too much", mismatches.WRONG_FRAME, `${line}\r\n#${data}`],
      ["two values", mismatches.WRONG_FRAME, right.body + right.body],
      ["a damaged key index", mismatches.WRONG_CHECK, `${line}\r\n${bent(0)}`],
      ["a damaged version", mismatches.WRONG_CHECK, `${line}\r\n${bent(4)}`],
      ["a damaged check word", mismatches.WRONG_CHECK, `${line}\r\n${bent(11)}`],
      [
        "another key's data",
        mismatches.OTHER_KEYS_VALUE,
        `${line}\r\n${otherHeader}${data.slice(12)}`,
      ],
      ["the first byte of the tail", mismatches.WRONG_BYTES, `${line}\r\n${bent(12)}`],
      ["the last byte of the tail", mismatches.WRONG_BYTES, `${line}\r\n${bent(bytes - 1)}`],
    ];
  for (const [what, code, body, status = REPLY_OK] of planted) {
    test(`${what}: ${load.check.sentence(code)}`, () => {
      assert.equal(judge(load, compared, load.check.sent(compared), { status, body }), code);
    });
  }
});

describe("planted faults in the reply to an mg", async () => {
  const { load, store } = await prefilled(7, 50, "meta");
  const index = indexOf(load, "mg ");
  const right = store.apply(textOf(load, index)).body;
  const [line, data] = splitOnce(right);
  const key = textOf(load, index).split(" ")[1] as string;
  const opaque = line.slice(line.lastIndexOf("O"));
  const other = indexOf(load, "mg ", index + 1);

  const planted: readonly (readonly [what: string, code: number, body: string, status?: number])[] =
    [
      ["nothing wrong", mismatches.RIGHT, right],
      ["a refusal", mismatches.REFUSED, "CLIENT_ERROR invalid flag", REPLY_REFUSED],
      ["a miss", mismatches.MISSED, "EN", REPLY_MISS],
      ["the other dialect's line", mismatches.NO_VALUE_LINE, `VALUE ${key} 0 9\r\n${data}`],
      ["no value", mismatches.NO_VALUE_LINE, line.replace(/^VA \d+/, "HD")],
      ["another length", mismatches.WRONG_LENGTH, right.replace(/\d+/, "$&0")],
      ["no key", mismatches.WRONG_KEY, right.replace(` k${key}`, "")],
      ["a longer key", mismatches.WRONG_KEY, right.replace(key, `${key}.`)],
      ["other flags", mismatches.WRONG_FLAGS, right.replace(" f0 ", " f1 ")],
      ["longer flags", mismatches.WRONG_FLAGS, right.replace(" f0 ", " f00 ")],
      ["no CAS number", mismatches.NO_CAS_NUMBER, right.replace(" c9", "")],
      ["an empty CAS number", mismatches.NO_CAS_NUMBER, right.replace(" c9", " c")],
      ["another order", mismatches.WRONG_FLAGS, right.replace(" f0 c9", " c9 f0")],
      ["no opaque", mismatches.WRONG_OPAQUE, right.replace(` ${opaque}`, "")],
      ["another opaque", mismatches.WRONG_OPAQUE, right.replace(opaque, "Offffffff")],
      ["a longer opaque", mismatches.WRONG_OPAQUE, right.replace(opaque, `${opaque}0`)],
      ["another flag more", mismatches.WRONG_OPAQUE, right.replace(opaque, `${opaque} s9`)],
      ["a byte missing", mismatches.WRONG_FRAME, `${line}\r\n${data.slice(1)}`],
      ["a byte too much", mismatches.WRONG_FRAME, `${line}\r\n#${data}`],
      ["damaged data", mismatches.WRONG_CHECK, `${line}\r\n\0\0\0\0${data.slice(4)}`],
    ];
  for (const [what, code, body, status = REPLY_OK] of planted) {
    test(`${what}: ${load.check.sentence(code)}`, () => {
      assert.equal(judge(load, index, load.check.sent(index), { status, body }), code);
    });
  }

  test("the reply to another mg", () => {
    const swapped = store.apply(textOf(load, other));
    assert.notEqual(judge(load, index, load.check.sent(index), swapped), mismatches.RIGHT);
  });
});

test("an ms must be answered with HD", async () => {
  const { load } = await prefilled(8, 50, "meta");
  const index = indexOf(load, "ms ");
  const sentSeq = load.check.sent(index);
  const line = (status: number, body: string) => judge(load, index, sentSeq, { status, body });
  assert.equal(line(REPLY_REFUSED, "SERVER_ERROR object too large"), mismatches.REFUSED);
  assert.equal(line(REPLY_REFUSED, "NS"), mismatches.REFUSED);
  assert.equal(line(REPLY_MISS, "NF"), mismatches.NOT_STORED);
  assert.equal(line(REPLY_OK, "STORED"), mismatches.NOT_STORED);
  assert.equal(line(REPLY_OK, "HD kx"), mismatches.NOT_STORED);
  assert.equal(line(REPLY_OK, "HD"), mismatches.RIGHT);
});

test("a set must be answered with STORED", async () => {
  const { load } = await prefilled(8, 50);
  const index = indexOf(load, "set ");
  const sentSeq = load.check.sent(index);
  const line = (status: number, body: string) => judge(load, index, sentSeq, { status, body });
  assert.equal(line(REPLY_REFUSED, "SERVER_ERROR object too large"), mismatches.REFUSED);
  assert.equal(line(REPLY_MISS, ""), mismatches.NOT_STORED);
  assert.equal(line(REPLY_OK, "TOUCHED"), mismatches.NOT_STORED);
  assert.equal(line(REPLY_OK, "STORED"), mismatches.RIGHT);
});

test("a version acknowledged before the get was sent makes older ones stale", async () => {
  const { load, store } = await prefilled(9, 50);
  const set = indexOf(load, "set ");
  const get = textOf(load, set).replace(/^set (\S+) [^]*/, "get $1\r\n");
  const before = indexOf(load, get, set + 1);
  const after = indexOf(load, get, before + 1);
  const old = store.apply(get);
  const setSeq = load.check.sent(set);
  const beforeSeq = load.check.sent(before);
  assert.equal(judge(load, set, setSeq, store.apply(textOf(load, set))), mismatches.RIGHT);
  const afterSeq = load.check.sent(after);
  assert.equal(judge(load, before, beforeSeq, old), mismatches.RIGHT, "sent before: old or new");
  assert.equal(judge(load, before, beforeSeq, store.apply(get)), mismatches.RIGHT);
  assert.equal(judge(load, after, afterSeq, old), mismatches.STALE);
  assert.equal(judge(load, after, afterSeq, store.apply(get)), mismatches.RIGHT);
});

test("a version that was never sent is caught", async () => {
  const { load, store } = await prefilled(10, 50);
  const set = indexOf(load, "set ");
  const get = textOf(load, set).replace(/^set (\S+) [^]*/, "get $1\r\n");
  const index = indexOf(load, get);
  const sentSeq = load.check.sent(index);
  store.apply(textOf(load, set));
  assert.equal(judge(load, index, sentSeq, store.apply(get)), mismatches.NEVER_SENT);
});

/** How the requests of a scenario begin. */
interface Words {
  readonly get: string;
  readonly set: string;
}

const CLASSIC: Words = { get: "get ", set: "set " };
const META: Words = { get: "mg ", set: "ms " };

/** One request between being sent and being answered. */
interface Open {
  readonly index: number;
  readonly sentSeq: number;
  answer?: Answer;
}

/**
 * Drives a store in an arbitrary linearizable order: each choice sends a get or a set, lets the
 * store apply one of the open requests, or delivers one of the answers. @returns the codes of all
 * answers
 */
function codesOf(
  words: Words,
  load: RequestSource,
  store: WireStore,
  choices: readonly (readonly [what: number, which: number])[],
): number[] {
  const codes: number[] = [];
  let waiting: Open[] = [];
  let index = 0;
  for (const [what, which] of choices) {
    const unapplied = waiting.filter((open) => open.answer === undefined);
    const applied = waiting.filter((open) => open.answer !== undefined);
    if (what < 2) {
      index = indexOf(load, what === 0 ? words.get : words.set, index + 1);
      waiting.push({ index, sentSeq: load.check.sent(index) });
    } else if (what === 2 && unapplied.length > 0) {
      const open = unapplied[which % unapplied.length] as Open;
      open.answer = store.apply(textOf(load, open.index));
    } else if (applied.length > 0) {
      const open = applied[which % applied.length] as Open;
      codes.push(judge(load, open.index, open.sentSeq, open.answer as Answer));
      waiting = waiting.filter((other) => other !== open);
    }
  }
  return codes;
}

const CHOICES = fc.array(fc.tuple(fc.nat(3), fc.nat(1000)), { minLength: 50, maxLength: 150 });

for (const [scenario, words, numRuns] of [
  ["get-set", CLASSIC, 200],
  ["meta", META, 50],
] as const) {
  test(`a linearizable store is never accused, however requests overlap: ${scenario}`, async () => {
    const keyCounts = fc.integer({ min: 1, max: 3 });
    await fc.assert(
      fc.asyncProperty(fc.nat(), keyCounts, CHOICES, async (seed, keys, choices) => {
        const { load, store } = await prefilled(seed, keys, scenario);
        const codes = codesOf(words, load, store, choices);
        assert.deepEqual(
          codes.filter((code) => code !== mismatches.RIGHT),
          [],
        );
      }),
      { numRuns },
    );
  });
}

test("a store that forgets one set in three is accused of stale values", async () => {
  class ForgetfulStore extends WireStore {
    #sets = 0;
    override apply(request: string): Answer {
      if (request.startsWith("set ") && this.#sets++ % 3 === 2) return STORED;
      return super.apply(request);
    }
  }
  const { load } = await prefilled(11, 1);
  const store = new ForgetfulStore();
  const oneAtATime = [1, 2, 3, 0, 2, 3].map((what) => [what, 0] as const);
  const codes = codesOf(CLASSIC, load, store, Array.from({ length: 10 }, () => oneAtATime).flat());
  assert.deepEqual(
    codes.map((code) => load.check.sentence(code)).filter((_, at) => at % 2 === 1 && at < 8),
    [mismatches.RIGHT, mismatches.RIGHT, mismatches.STALE, mismatches.RIGHT].map((code) =>
      load.check.sentence(code),
    ),
  );
});
