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
  valid: false,
  invalidReasons: ["errors: 0 failed and 1000 unanswered of 1000 (limit 1.00 %)"],
});
const FAILED = sampleStep({ ...SILENT, unanswered: 0, failed: 1_000 });
const UNFIT = sampleStep({
  valid: false,
  invalidReasons: ["generator unfit: lag; more", "and this"],
});
const BEHIND = sampleStep({
  offeredPerS: 5_000,
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
    "wrong: 3 of 2 000 replies were not as expected (first: status 500); the times above are theirs too",
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
  ["an unfit step", sampleLoad([UNFIT]), 5, "not to be used: 1 000/s: generator unfit: lag"],
  [
    "an unfit step beside a good one",
    sampleLoad([GOOD, UNFIT]),
    0,
    "not to be used in part: 1 000/s: generator unfit: lag",
  ],
  [
    "a target that does not keep up",
    sampleLoad([GOOD, BEHIND]),
    0,
    "overloaded: the target did not keep up (3 000/s of 5 000/s achieved; 1 200 requests found all connections taken); what was not answered counts as endless",
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
