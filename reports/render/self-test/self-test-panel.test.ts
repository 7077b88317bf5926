// The panel in a run's report: small, there only where the record names a self-test, and safe
// whatever stands in it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHTML } from "linkedom";
import type { RunRecord } from "#model/run-record.ts";
import { summarizeSelfTest } from "#model/self-test-summary.ts";
import { renderReport } from "#render/report.ts";
import { renderSelfTestPanel } from "#render/self-test/self-test-panel.ts";
import { sampleRecord } from "../../golden/sample-record.ts";
import { sampleSelfTest } from "../../golden/sample-self-test.ts";

const SUMMARY = summarizeSelfTest(sampleSelfTest());
const PANEL_BYTES_MAX = 4_000;

function reportWith(selfTest: RunRecord["selfTest"]): ReturnType<typeof parseHTML>["document"] {
  const record = { ...sampleRecord(), ...(selfTest === undefined ? {} : { selfTest }) };
  return parseHTML(renderReport(record, "0")).document;
}

test("the panel stands in the report of a record that carries a self-test, and only there", () => {
  const document = reportWith(SUMMARY);
  const text = document.querySelector("#self-test")?.textContent ?? "";
  assert.match(text, /our own numbers right✗ not all: 70 of 71/);
  assert.match(text, /116 of 118/);
  assert.match(text, /alpha: 99\.6.*too low/s);
  assert.match(text, /full self-test of 2026-03-03 09:30 UTC, commit 4c1d2f0/);
  assert.ok(document.querySelector('nav a[href="#self-test"]'));
  assert.equal(reportWith(undefined).querySelector("#self-test"), null);
});

test("it takes at most 4 KB, also with as many tools and goals as there may be", () => {
  const many = {
    ...SUMMARY,
    rivals: [...SUMMARY.rivals, ...SUMMARY.rivals],
    cost: [...SUMMARY.cost, ...SUMMARY.cost],
  };
  const bytes = Buffer.byteLength(renderSelfTestPanel(many).markup);
  assert.ok(bytes <= PANEL_BYTES_MAX, `${bytes} bytes`);
});

test("an aborted self-test is called that; hostile text stays text", () => {
  const hostile = { ...SUMMARY, status: "aborted" as const, cpuModel: "<script>x</script>" };
  const document = reportWith(hostile);
  assert.match(document.querySelector("#self-test")?.textContent ?? "", /It was aborted/);
  assert.equal(document.querySelectorAll("script").length, 0);
});
