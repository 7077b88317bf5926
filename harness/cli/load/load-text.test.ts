// The text of a load run, to the letter.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleLoad, sampleStep } from "#testing/sample-load.ts";
import type { TlsFacts } from "./load-probe.ts";
import { loadText } from "./load-text.ts";

test("a good run reads as this", () => {
  assert.equal(
    loadText(sampleLoad([sampleStep()])),
    `http://localhost:8080/a, at 127.0.0.1:8080
GET /a HTTP/1.1
50 connections, poisson arrivals, seed 1, warm-up of 2 s at 1 000/s
generator on core 1; where the target runs is not ours to say

1 000/s for 1 s
                  p50        p90        p99      p99.9        max
response       100 µs     200 µs     500 µs          –       4 ms   done − intended
service         99 µs     198 µs     495 µs          –    3.96 ms   done − sent
lag            500 ns       1 µs    2.50 µs          –      20 µs   sent − intended
times of 1 000 answered requests: all of them
– p99.9: too few requests, p99.9 needs about 20 000
offered 1 000/s, achieved 999/s
planned 1 000 = sent 1 000 + withheld 0; replied 1 000, failed 0, unanswered 0, mismatched 0
replies: 2xx 1 000
generator: fit for p50, p90, p99; 3 pauses of 2 ms in all disturbed 1 % of the requests

valid: 1 000 replies as expected; the generator kept its plan for p50, p90, p99
`,
  );
});

test("what went wrong has its lines", () => {
  const { generator, response } = sampleStep();
  const step = sampleStep({
    sent: 900,
    owed: 800,
    withheld: 100,
    replied: 700,
    failed: 60,
    unanswered: 40,
    response: { ...response, p90Ns: null, p99Ns: null, censoredAboveNs: 9e6 },
    tallies: { "2xx": 600, "5xx": 100 },
    unreadable: 2,
    firstUnreadable: "a chunk that is none",
    generator: {
      ...generator,
      fit: false,
      reconnects: 62,
      causes: ["one", "two", "three", "four"],
    },
    labels: ["overloaded"],
    valid: false,
    invalidReasons: ["this", "that", "generator unfit: one"],
  });
  const text = loadText(sampleLoad([step]));
  for (const line of [
    "response       100 µs     > 9 ms     > 9 ms     > 9 ms     > 4 ms   done − intended",
    "planned 1 000 = sent 900 (100 owe no reply) + withheld 100; replied 700, failed 60, unanswered 40, mismatched 0",
    "replies: 2xx 600, 5xx 100",
    "62 reconnects: what they take is in no time above",
    "2 connections dropped; first for a chunk that is none",
    "generator: unfit; 3 pauses of 2 ms in all disturbed 1 % of the requests",
    "  one; two; three",
    "labels: overloaded",
    "invalid: this; that",
  ]) {
    assert.ok(text.includes(`\n${line}\n`), `${line}\nin\n${text}`);
  }
});

test("the table says what is in it, and its maximum is that of all requests", () => {
  const { response, all, ...step } = sampleStep();
  const slowest = { ...all.response, count: 1_040, maxNs: 7e9 };
  const text = loadText(sampleLoad([{ ...step, response, all: { ...all, response: slowest } }]));
  assert.match(text, /^response .* 7 s {3}done/m);
  assert.match(text, /^times of 1 000 answered requests; 40 beside the generator's pauses /m);
  assert.match(text, / are left out, but not of max$/m);
});

test("several rates end in a table of their own", () => {
  const behind = { offeredPerS: 5_000, drawnPerS: 4_990, achievedPerS: 3_000, withheld: 9 };
  const text = loadText(
    sampleLoad([sampleStep(), sampleStep({ ...behind, labels: ["overloaded"] })]),
  );
  const table = text.split("\n\n").at(-2);
  assert.equal(
    table,
    `rate          offered   achieved        p50        p99        max
1 000/s       1 000/s      999/s     100 µs     500 µs       4 ms   valid
5 000/s       4 990/s    3 000/s     100 µs     500 µs     > 4 ms   overloaded`,
  );
});

test("what was verified of a certificate is said, and what was not", () => {
  const { target } = sampleLoad([]);
  const facts = {
    protocol: "TLSv1.3",
    cipher: "TLS_AES_256_GCM_SHA384",
    subject: "a.test",
    issuer: "An Authority",
    validTo: "Oct 28 2126",
  };
  const lineOf = (tls: Partial<TlsFacts>): string => {
    const withTls = { ...target, tls: { ...facts, verifiedFor: null, ...tls } };
    return loadText(sampleLoad([], { target: withTls })).split("\n")[1] ?? "";
  };
  const start =
    'TLSv1.3, TLS_AES_256_GCM_SHA384; certificate of "a.test" by "An Authority" until Oct 28 2126, ';
  assert.equal(lineOf({ verifiedFor: "a.test" }), `${start}verified for a.test`);
  assert.equal(lineOf({ objection: "WHY" }), `${start}NOT verified: --insecure (WHY)`);
});

test("a target's words cannot move the cursor", () => {
  const step = sampleStep({ unreadable: 1, firstUnreadable: "\u001b[2J" });
  assert.ok(!loadText(sampleLoad([step])).includes("\u001b"));
});
