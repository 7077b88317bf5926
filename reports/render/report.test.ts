// The page as a whole: the same bytes for the same record, nothing from outside, nothing
// executable, nothing missing. TAILPROOF_UPDATE_GOLDEN=1 writes reports/golden/ anew from the
// sample record; the difference is then reviewed.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { parseHTML } from "linkedom";
import type { RunRecord } from "#model/run-record.ts";
import { renderReport } from "#render/report.ts";
import { sampleRecord } from "../golden/sample-record.ts";

const RECORD_FILE = new URL("../golden/record.json", import.meta.url);
const PAGE_FILE = new URL("../golden/index.html", import.meta.url);
/** A page of one workload; ten with four languages must stay below 300 KB. */
const PAGE_BYTES_MAX = 120_000;

function pageOf(text: string): string {
  return renderReport(
    JSON.parse(text) as RunRecord,
    createHash("sha256").update(text).digest("hex"),
  );
}

if (process.env.TAILPROOF_UPDATE_GOLDEN === "1") {
  const text = `${JSON.stringify(sampleRecord())}\n`;
  writeFileSync(RECORD_FILE, text);
  writeFileSync(PAGE_FILE, pageOf(text));
}

const page = pageOf(readFileSync(RECORD_FILE, "utf8"));

test("the golden record gives the golden page, byte for byte", () => {
  const stored = readFileSync(PAGE_FILE, "utf8");
  // The first line that differs: 100 KB of both pages would hide it.
  const lines = stored.split("\n");
  const at = page.split("\n").findIndex((line, nth) => line !== lines[nth]);
  assert.equal(at === -1 ? undefined : page.split("\n")[at], at === -1 ? undefined : lines[at]);
  assert.equal(page.length, stored.length);
});

test("the golden record is the sample of this code", () => {
  const stored: unknown = JSON.parse(readFileSync(RECORD_FILE, "utf8"));
  assert.deepEqual(stored, JSON.parse(JSON.stringify(sampleRecord())));
});

test("the page is small", () => {
  assert.ok(Buffer.byteLength(page) <= PAGE_BYTES_MAX, `${Buffer.byteLength(page)} bytes`);
});

const VOID = new Set(["meta", "br", "hr", "img", "input", "link"]);

/** The first tag that does not close what was opened last. */
function misnested(markup: string): string | undefined {
  const open: string[] = [];
  for (const [tag, closing, name = "", selfClosed] of markup.matchAll(
    /<(\/?)([a-z][a-z0-9]*)(?:\s[^<>]*?)?(\/?)>/g,
  )) {
    if (selfClosed === "/" || VOID.has(name)) continue;
    if (closing === "") open.push(name);
    else if (open.pop() !== name) return tag;
  }
  return open.pop();
}

test("every tag is closed in order", () => {
  assert.equal(misnested("<p><b></p></b>"), "</p>");
  assert.equal(misnested(page), undefined);
});

const FETCHING =
  /(?:src|href|srcset|poster|data|action)="(?!#)|url\(|@import|@font-face|<link|<base/i;

test("nothing is fetched and nothing is executed", () => {
  assert.match('<a href="https://x">', FETCHING);
  assert.doesNotMatch(page, FETCHING);
  assert.doesNotMatch(page, /https?:\/\//);
  assert.doesNotMatch(page, /<script|\son[a-z]+=/i);
});

const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\u202e`;
/** Keys whose values are words of the record's own language or payloads. */
const FIXED = new Set([
  "schema",
  "status",
  "size",
  "role",
  "outcome",
  "hdr",
  "fitQuantiles",
  "metric",
  "intendedCounts",
  "sloQuantile",
]);

function poisoned(value: unknown, key: string): unknown {
  if (FIXED.has(key)) return value;
  if (typeof value === "string") return value + HOSTILE;
  if (Array.isArray(value)) return value.map((item) => poisoned(item, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, poisoned(inner, name)]),
  );
}

test("hostile text in any field stays text", () => {
  const record = poisoned(sampleRecord(), "") as RunRecord;
  const hostile = renderReport(record, HOSTILE);
  const { document } = parseHTML(hostile);
  assert.equal(document.querySelectorAll("script, img, iframe, object").length, 0);
  assert.equal(misnested(hostile), undefined);
  assert.doesNotMatch(hostile, /\u202e/);
  const handlers = [...document.querySelectorAll("*")].filter((element) =>
    [...element.attributes].some(({ name }) => name.startsWith("on")),
  );
  assert.deepEqual(handlers, []);
});

const { document } = parseHTML(page);

test("every section has its heading, in order", () => {
  const headings = [...document.querySelectorAll("main h2")].map((one) => one.textContent);
  assert.deepEqual(headings, [
    "Verdict",
    "Claims",
    "Ratios",
    "All numbers",
    "cache in detail",
    "Not measured",
    "Can the generator be believed?",
    "Host and conditions",
    "Method",
    "Reproduce",
  ]);
  assert.equal(document.querySelectorAll("h1").length, 1);
  assert.equal(document.documentElement.getAttribute("lang"), "en");
});

test("every link inside the page leads somewhere, and no id is used twice", () => {
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  assert.equal(new Set(ids).size, ids.length);
  const targets = [...document.querySelectorAll("a[href]")].map((one) => one.getAttribute("href"));
  assert.deepEqual(
    targets.filter((target) => !ids.includes((target ?? "").slice(1))),
    [],
  );
});

test("every chart has title, description and a table beside it", () => {
  const charts = [...document.querySelectorAll("svg[role=img]")];
  const kinds = ["forest", "curve", "load", "panel", "usage"].map((kind) => [
    kind,
    document.querySelectorAll(`.${kind} svg[role=img]`).length,
  ]);
  // The plots of a usage figure are laid out like curves.
  assert.deepEqual(Object.fromEntries(kinds), { forest: 2, curve: 6, load: 1, panel: 8, usage: 4 });
  for (const chart of charts) {
    assert.ok(chart.querySelector("title")?.textContent);
    assert.ok(chart.querySelector("desc")?.textContent);
    assert.ok(chart.closest("figure")?.querySelector("details table"));
  }
});

test("every table has a caption and scoped heads, in a group for the keyboard", () => {
  const tables = [...document.querySelectorAll("table")];
  assert.ok(tables.length >= 10);
  for (const table of tables) {
    assert.ok(table.querySelector("caption")?.textContent);
    assert.equal(table.querySelectorAll("th:not([scope])").length, 0);
    assert.equal(table.closest("[role=group]")?.getAttribute("tabindex"), "0");
  }
});

test("what limits a number stands beside it", () => {
  const numbers = document.querySelector("#numbers")?.textContent ?? "";
  assert.match(numbers, /lag p99\.9 of 812 µs is above 10 %/);
  assert.match(numbers, /transport-bound: the ratio understates the contender/);
  assert.match(numbers, /From 2 of 3 trials/);
  assert.match(numbers, /requests were withheld, lost or never answered/);
  assert.match(numbers, /Fewer than 20 samples above it/);
  assert.ok(document.querySelector("#numbers td.unfit s"));
});

test("what was not measured is listed with reason and remedy", () => {
  const absent = document.querySelector("#left-out")?.textContent ?? "";
  assert.match(absent, /memcached · slab.*unavailable.*not on the PATH.*install memcached/s);
  assert.match(absent, /java-netty · tuned.*left-out.*use --standard/s);
  assert.match(absent, /scenario tls/);
});

test("an aborted record says so on top; an empty one still gives a page", () => {
  const record: RunRecord = { ...sampleRecord(), status: "aborted", workloads: [], preChecks: [] };
  const empty = parseHTML(renderReport(record, "0")).document;
  assert.match(empty.querySelector("header .aborted")?.textContent ?? "", /aborted/);
  assert.match(empty.querySelector("#verdict")?.textContent ?? "", /Nothing was measured/);
  assert.equal(document.querySelector(".aborted"), null);
});
