// The last line and the exit code of a load run: what is worth nothing never reads as a result.

import assert from "node:assert/strict";
import { test } from "node:test";
import { IN_FLIGHT_LIMIT, OVERLOADED } from "#judge/labels.ts";
import { sampleLoad, sampleStep } from "#testing/sample-load.ts";
import type { LoadDocument } from "./load-document.ts";
import { loadExitCode, loadVerdict } from "./load-verdict.ts";

const GOOD = sampleStep();
const SILENT = sampleStep({
  replied: 0,
  unanswered: 1_000,
  connections: { openAtEnd: 50, noneOpenS: 0, receivedBytes: 0, cutReplies: 0 },
  valid: false,
  invalidReasons: ["errors: 0 failed and 1000 unanswered of 1000 (limit 1.00 %)"],
});
const OPEN = SILENT.connections;
const FAILED = sampleStep({ ...SILENT, unanswered: 0, failed: 1_000 });
const UNFIT = sampleStep({
  valid: false,
  invalidReasons: ["generator unfit: lag; more", "and this"],
});
const BEHIND = sampleStep({
  offeredPerS: 5_000,
  drawnPerS: 4_990,
  achievedPerS: 3_000,
  withheld: 1_200,
  labels: [OVERLOADED, IN_FLIGHT_LIMIT],
});
const BARE = { ...GOOD.generator, fitQuantiles: [] };

const CASES: readonly (readonly [string, LoadDocument, code: number, verdict: string])[] = [
  [
    "all well",
    sampleLoad([GOOD]),
    0,
    "valid: 1 000 replies as expected; the generator kept its plan for p50, p90, p99",
  ],
  [
    "too few requests for any quantile",
    sampleLoad([sampleStep({ generator: BARE })]),
    0,
    "valid: 1 000 replies as expected; the generator kept its plan for no quantile: too few requests",
  ],
  [
    "wrong replies outweigh all else",
    sampleLoad([GOOD, sampleStep({ mismatched: 3, valid: false, firstMismatch: "status 500" })]),
    6,
    "1 of 2 rates is valid (1 000/s); 1 000/s wrong: 3 of 1 000 replies were not as expected (first: status 500); the times above are theirs too",
  ],
  [
    "no reply, and silence",
    sampleLoad([SILENT]),
    5,
    "no result: none of 1 000 requests was answered; the connections stayed open and silent",
  ],
  [
    "no reply, and closed connections",
    sampleLoad([FAILED]),
    5,
    "no result: none of 1 000 requests was answered; the connections were closed before a reply",
  ],
  [
    "no reply, and garbage",
    sampleLoad([sampleStep({ ...FAILED, unreadable: 9, firstUnreadable: "not HTTP" })]),
    5,
    "no result: none of 1 000 requests was answered; what came was not HTTP",
  ],
  [
    "nothing sent",
    sampleLoad([sampleStep({ ...SILENT, owed: 0, sent: 0, withheld: 1_000, unanswered: 0 })]),
    5,
    "no result: no request could be sent: no connection stayed open",
  ],
  [
    "nothing but silent requests",
    sampleLoad([sampleStep({ ...SILENT, owed: 0, unanswered: 0 })]),
    5,
    "no result: no request owes a reply, so there is no time to measure",
  ],
  [
    "bytes, and no reply",
    sampleLoad([sampleStep({ ...SILENT, connections: { ...OPEN, receivedBytes: 70 } })]),
    5,
    "no result: none of 1 000 requests was answered; 70 bytes came, but no whole reply",
  ],
  [
    "replies that were cut",
    sampleLoad([sampleStep({ ...FAILED, connections: { ...OPEN, cutReplies: 9 } })]),
    5,
    "no result: none of 1 000 requests was answered; the connections were closed in the middle of a reply",
  ],
  [
    "a target that speaks first",
    sampleLoad([
      sampleStep({
        ...FAILED,
        unreadable: 9,
        firstUnreadable: "not HTTP",
        connections: { ...OPEN, greeting: "220 mail.test" },
      }),
    ]),
    5,
    'no result: none of 1 000 requests was answered; what came was not HTTP; the target sent "220 mail.test" before it was asked',
  ],
  ["an unfit step", sampleLoad([UNFIT]), 5, "not to be used: generator unfit: lag"],
  [
    "an unfit step beside a good one",
    sampleLoad([GOOD, UNFIT]),
    5,
    "1 of 2 rates is valid (1 000/s); 1 000/s invalid: generator unfit: lag",
  ],
  [
    "a target that does not keep up",
    sampleLoad([BEHIND]),
    5,
    "overloaded: the target did not keep up: 3 000/s of 4 990/s offered was achieved; 1 200 requests were withheld: 50 were in flight already; more --connections show if that was the limit; what was not answered counts as endless",
  ],
  [
    "a target that does not keep up with one of the rates",
    sampleLoad([GOOD, GOOD, { ...BEHIND, withheld: 0 }]),
    5,
    "2 of 3 rates are valid (1 000/s, 1 000/s); 5 000/s overloaded: the target did not keep up: 3 000/s of 4 990/s offered was achieved",
  ],
  [
    "a target without connections for a while",
    sampleLoad([{ ...BEHIND, connections: { ...OPEN, noneOpenS: 0.4 } }]),
    5,
    "overloaded: the target did not keep up: 3 000/s of 4 990/s offered was achieved; 1 200 requests were withheld: no connection was open for 0.400 s; what was not answered counts as endless",
  ],
  [
    "a generator that paused too long to tell",
    sampleLoad([{ ...BEHIND, generator: { ...GOOD.generator, pausedNs: 50e6 } }]),
    5,
    "unclear: not known whether target or generator, whose pauses took 5 % of the step: 3 000/s of 4 990/s offered was achieved; 1 200 requests were withheld: 50 were in flight already; more --connections show if that was the limit",
  ],
  [
    "several good rates",
    sampleLoad([GOOD, sampleStep({ offeredPerS: 2_000 })]),
    0,
    "valid: all 2 rates (1 000/s, 2 000/s)",
  ],
  [
    "a run that failed",
    sampleLoad([], { status: "failed", reason: "127.0.0.1:1 accepts no connection" }),
    5,
    "no result: 127.0.0.1:1 accepts no connection",
  ],
  [
    "a run that failed after a step",
    sampleLoad([GOOD], { status: "failed", reason: "it is gone" }),
    5,
    "ended early: it is gone; the steps above were finished before",
  ],
  [
    "a run that was aborted",
    sampleLoad([], { status: "aborted" }),
    5,
    "aborted before the first step ended",
  ],
  [
    "a run that was aborted after a step",
    sampleLoad([GOOD], { status: "aborted" }),
    0,
    "aborted; the steps above were finished before",
  ],
];

for (const [what, document, code, verdict] of CASES) {
  test(what, () => {
    assert.equal(loadVerdict(document).replaceAll("\u202f", " "), verdict);
    assert.equal(loadExitCode(document), code);
  });
}
