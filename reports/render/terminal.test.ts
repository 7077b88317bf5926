// The terminal summary: what it must say, in how many columns, and that nothing in a record can
// move the cursor.

import assert from "node:assert/strict";
import { test } from "node:test";
import { renderVerdictLines } from "#render/terminal.ts";
import { sampleRecord } from "../golden/sample-record.ts";

const lines = renderVerdictLines(sampleRecord());
const text = lines.join("\n");

test("no line is longer than 100 columns", () => {
  assert.deepEqual(
    lines.filter((line) => line.length > 100),
    [],
  );
});

test("fit, wrong answers, ratios and their standing are said", () => {
  assert.match(text, /cache, get-set at 6 000\/s: generator fit in 15 of 15 steps/);
  assert.match(text, /wrong answers: 42 by\s+python-threads/);
  assert.match(text, /against rust-tokio · tuned: p50 ×0\.554/);
  assert.match(text, /not\s+ranked: 2 trials/);
});

test("every contender has its line, measured or not", () => {
  assert.match(text, /reference · as-described +94\.3 µs +495 µs +1\.38 ms +6 000\/s/);
  assert.match(
    text,
    /python-asyncio · tuned .* \(5\.64 ms\) .*in brackets: the generator was not fit/s,
  );
  assert.match(text, /memcached · slab +unavailable: .*; install memcached/);
  assert.match(text, /java-netty · tuned +left-out: quick; name it/);
});

test("an aborted run says so first", () => {
  const [first] = renderVerdictLines({ ...sampleRecord(), status: "aborted" });
  assert.match(first ?? "", /aborted/);
});

test("control characters of a record do not reach the terminal", () => {
  const record = sampleRecord();
  const workloads = record.workloads.map((workload) => ({ ...workload, id: "a\u001b[2Jb\nc" }));
  const hostile = renderVerdictLines({ ...record, workloads });
  assert.ok(hostile.every((line) => !/\p{Cc}/u.test(line)));
});
