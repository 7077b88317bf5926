// The page of a self-test as a whole: the same bytes for the same document, nothing from outside,
// nothing executable, nothing missing. TAILPROOF_UPDATE_GOLDEN=1 writes its two files in
// reports/golden/ anew from the sample; the difference is then reviewed.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { parseHTML } from "linkedom";
import type { SelfTest } from "#model/self-test.ts";
import { renderSelfTest } from "#render/self-test/self-test-page.ts";
import { sampleSelfTest } from "../../golden/sample-self-test.ts";

const DOCUMENT_FILE = new URL("../../golden/selftest.json", import.meta.url);
const PAGE_FILE = new URL("../../golden/selftest.html", import.meta.url);
const PAGE_BYTES_MAX = 150_000;

function pageOf(text: string): string {
  const sha256 = createHash("sha256").update(text).digest("hex");
  return renderSelfTest(JSON.parse(text) as SelfTest, sha256);
}

if (process.env["TAILPROOF_UPDATE_GOLDEN"] === "1") {
  const text = `${JSON.stringify(sampleSelfTest())}\n`;
  writeFileSync(DOCUMENT_FILE, text);
  writeFileSync(PAGE_FILE, pageOf(text));
}

const stored = readFileSync(DOCUMENT_FILE, "utf8");
const page = pageOf(stored);
const { document } = parseHTML(page);

test("the golden self-test gives the golden page, byte for byte", () => {
  const lines = readFileSync(PAGE_FILE, "utf8").split("\n");
  const own = page.split("\n");
  // The first line that differs: 100 KB of both pages would hide it.
  const at = own.findIndex((line, nth) => line !== lines[nth]);
  assert.equal(at === -1 ? undefined : own[at], at === -1 ? undefined : lines[at]);
  assert.equal(own.length, lines.length);
});

test("the golden self-test is the sample of this code", () => {
  assert.deepEqual(JSON.parse(stored), JSON.parse(JSON.stringify(sampleSelfTest())));
});

test("the page is small, in light and in dark", () => {
  assert.ok(Buffer.byteLength(page) <= PAGE_BYTES_MAX, `${Buffer.byteLength(page)} bytes`);
  assert.match(page, /<meta name="color-scheme" content="light dark">/);
  assert.match(page, /prefers-color-scheme:dark/);
});

test("nothing is fetched and nothing is executed", () => {
  assert.doesNotMatch(page, /(?:src|srcset|poster|data|action)="|href="(?!#)|url\(|@import|<link/i);
  assert.doesNotMatch(page, /<script|\son[a-z]+=/i);
  assert.match(page, /default-src &#39;none&#39;|default-src 'none'/);
});

const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\u202e`;
/** Keys whose values are words of the document's own language. */
const FIXED = ["schema", "status", "size", "protocol", "quantile", "state", "server", "better"];

function poisoned(value: unknown, key: string): unknown {
  if (FIXED.includes(key)) return value;
  if (typeof value === "string") return value + HOSTILE;
  if (Array.isArray(value)) return value.map((item) => poisoned(item, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, poisoned(inner, name)]),
  );
}

test("hostile text in any field stays text", () => {
  const hostile = renderSelfTest(poisoned(sampleSelfTest(), "") as SelfTest, HOSTILE);
  const parsed = parseHTML(hostile).document;
  assert.equal(parsed.querySelectorAll("script, img, iframe, object").length, 0);
  assert.doesNotMatch(hostile, /\u202e/);
  const handlers = [...parsed.querySelectorAll("*")].filter((element) =>
    [...element.attributes].some(({ name }) => name.startsWith("on")),
  );
  assert.deepEqual(handlers, []);
});

test("every section has its heading, in the order of the navigation", () => {
  const sections = [...document.querySelectorAll("main > section")].map((one) => one.id);
  const links = [...document.querySelectorAll("nav a")].map((one) => one.getAttribute("href"));
  assert.deepEqual(
    links,
    sections.map((id) => `#${id}`),
  );
  assert.equal(document.querySelectorAll("main h2").length, sections.length);
  assert.equal(document.querySelectorAll("h1").length, 1);
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  assert.equal(new Set(ids).size, ids.length);
});

test("every chart has title, description and a table beside it; every table its heads", () => {
  const charts = [...document.querySelectorAll("svg[role=img]")];
  assert.equal(charts.length, 1);
  for (const chart of charts) {
    assert.ok(chart.querySelector("title")?.textContent);
    assert.ok(chart.querySelector("desc")?.textContent);
    assert.ok(chart.closest("figure")?.querySelector("details table"));
  }
  for (const table of document.querySelectorAll("table")) {
    assert.ok(table.querySelector("caption")?.textContent);
    assert.equal(table.querySelectorAll("th:not([scope])").length, 0);
    assert.deepEqual(
      [...table.querySelectorAll("thead th")].filter((one) => one.textContent === ""),
      [],
    );
    assert.equal(table.closest("[role=group]")?.getAttribute("tabindex"), "0");
  }
});

function textOf(selector: string): string {
  return (document.querySelector(selector)?.textContent ?? "").replace(/\s+/g, " ");
}

test("the answers stand first, with their bounds", () => {
  const answers = textOf("#verdict");
  assert.match(
    answers,
    /Are our numbers right\? Not all: 70 of 71 response times within bounds; 9 of 9/,
  );
  assert.match(
    answers,
    /up to 99\.6 % too low \(alpha, p99(\.9)? of freeze\), up to 1\d\d % too high/,
  );
  assert.match(answers, /116 of 118 \(95 % bound ≥ 94\.0 %\)/);
  assert.match(answers, /1 of 300 \(95 % bound ≤ 1\.9 %\)/);
  assert.match(answers, /4 of 5 goals met; 1 not measured/);
});

test("the rivals' table begins with the furthest, and says who noticed", () => {
  const rows = [...document.querySelectorAll("table.rivals tbody tr, table.rivals > tr")];
  assert.match(rows[0]?.textContent ?? "", /never answered|alpha/);
  const table = textOf("table.rivals");
  assert.match(table, /alphafreeze.*−99\.5 %4\.\d+ ms, not 1\.11 s.*no/);
  assert.match(table, /yeslate by 20 ms/);
  assert.match(table, /not reported/);
  assert.match(table, /sent: 14 188, not 15 000/);
});

test("single figures show both truths, the host's share and the repetitions", () => {
  const own = textOf("#own");
  assert.match(own, /drawn \(A\)happened \(B\)host's sharereportederrorrepetitionswithin/);
  assert.match(own, /0 of 05 host/);
  assert.equal(document.querySelectorAll("#own details tbody tr:not(.group)").length, 72);
});

test("an absent tool, a missed fault and a missed goal are not hidden", () => {
  assert.match(textOf("#method"), /omegaabsent.*install omega/);
  assert.match(textOf("#faults"), /quota of a cgroupquota181710/);
  assert.match(textOf("#cost"), /memcache gets on one core97 000\/s≥ 100 000\/sno/);
});

test("an aborted self-test says so, and parts that were not reached are named", () => {
  const empty: SelfTest = {
    ...sampleSelfTest(),
    status: "aborted",
    preChecks: [],
    floors: [],
    cases: [],
    truth: [],
    counts: [],
    rivals: [],
    notices: [],
    generator: null,
    cost: null,
  };
  const parsed = parseHTML(renderSelfTest(empty, "0")).document;
  assert.match(parsed.querySelector("header .aborted")?.textContent ?? "", /aborted/);
  assert.match(parsed.querySelector("#verdict")?.textContent ?? "", /right\? Not tested/);
  assert.equal(parsed.querySelectorAll("svg[role=img]").length, 0);
  for (const id of ["rivals", "own", "faults", "cost"]) {
    assert.match(
      parsed.querySelector(`#${id}`)?.textContent ?? "",
      /(No|not) .*(was )?(measured|tested)/,
      id,
    );
  }
});
