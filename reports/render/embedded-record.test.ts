// The record inside the page: without payloads, still JSON, and cut in steps where it is too large.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHTML } from "linkedom";
import { renderEmbeddedRecord } from "#render/embedded-record.ts";
import { sampleRecord, type SampleRecord } from "../golden/sample-record.ts";

function recordIn(bytesMax: number, record = sampleRecord()) {
  const { document } = parseHTML(renderEmbeddedRecord(record, bytesMax).markup);
  const code = document.querySelector("code")?.textContent;
  return {
    summary: document.querySelector("summary, p")?.textContent ?? "",
    parsed: code === undefined || code === null ? undefined : (JSON.parse(code) as SampleRecord),
  };
}

test("all but histograms and timelines, as JSON", () => {
  const { summary, parsed } = recordIn(Infinity);
  assert.equal(summary, "The record without histograms and timelines");
  const step = parsed?.workloads[0]?.trials[0]?.steps[0];
  assert.equal(
    step?.response.p99Ns,
    sampleRecord().workloads[0]?.trials[0]?.steps[0]?.response.p99Ns,
  );
  assert.equal(Object.hasOwn(step ?? {}, "timeline"), false);
  assert.equal(Object.hasOwn(step?.response ?? {}, "hdr"), false);
});

test("too large: first the grid goes, then the trials, then the comparisons, then all", () => {
  const sizes = [400_000, 100_000, 16_000, 8_000, 10].map((bytesMax) => recordIn(bytesMax));
  assert.deepEqual(
    sizes.map(({ parsed }) => parsed?.workloads[0]?.trials.length),
    [21, 21, 0, 0, undefined],
  );
  assert.deepEqual(
    sizes.map(({ parsed }) => parsed?.workloads[0]?.trials[0]?.steps.length),
    [9, 1, undefined, undefined, undefined],
  );
  assert.deepEqual(sizes[3]?.parsed?.workloads[0]?.comparisons, []);
  assert.match(sizes[4]?.summary ?? "", /too large/);
});

test("text of a record stays text", () => {
  const record = { ...sampleRecord(), reproduce: "</code><script>alert(1)</script>&lt;" };
  const { markup } = renderEmbeddedRecord(record, Infinity);
  assert.doesNotMatch(markup, /<script/);
  assert.equal(recordIn(Infinity, record).parsed?.reproduce, record.reproduce);
});
