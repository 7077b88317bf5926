// Pages of records as large as they come: small enough to be opened at once, complete, and with
// lines that can still be told apart.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHTML } from "linkedom";
import { renderReport } from "#render/report.ts";
import { manyVariantsRecord, suiteRecord } from "../golden/large-records.ts";

const PAGE_BYTES_MAX = 300_000;
const suite = renderReport(suiteRecord(), "0".repeat(64));
const many = renderReport(manyVariantsRecord(), "0".repeat(64));

test("ten workloads in four languages stay below 300 KB, every chart among them", () => {
  assert.ok(Buffer.byteLength(suite) <= PAGE_BYTES_MAX, `${Buffer.byteLength(suite)} bytes`);
  const { document } = parseHTML(suite);
  const details = [...document.querySelectorAll("section.detail")];
  assert.equal(details.length, 10);
  for (const detail of details) {
    for (const chart of [".curve", ".load", ".heat", ".usage"]) {
      assert.ok(detail.querySelector(`figure${chart} svg[role=img]`), chart);
      assert.ok(detail.querySelector(`figure${chart} details table`), chart);
    }
  }
  assert.equal(document.querySelectorAll(".forest svg[role=img]").length, 10);
});

test("what a page leaves out to stay small is said on it", () => {
  const { document } = parseHTML(suite);
  const text = document.querySelector("#reproduce")?.textContent ?? "";
  assert.match(text, /Tables have their main rows alone/);
  assert.doesNotMatch(many, /To stay small/);
});

test("with many variants the best of each role are bold and named, all are in the legend", () => {
  const { document } = parseHTML(many);
  const [curve] = document.querySelectorAll("figure.curve");
  const edges = [...(curve?.querySelectorAll(".edge text") ?? [])].map((one) => one.textContent);
  assert.equal(edges.length, 5);
  assert.ok(edges.includes("floor") && edges.includes("reference · tuned"));
  assert.equal(document.querySelectorAll(".legend:not(.shades) li").length, 16);
  assert.equal(document.querySelectorAll(".heat .panel").length, 5);
  const thin = curve?.querySelectorAll("path.thin:not(.unfit)").length ?? 0;
  assert.equal(thin, 11);
});

test("colours go by contender, dashes by variant", () => {
  const { document } = parseHTML(many);
  const classes = [...document.querySelectorAll(".legend:not(.shades) path")].map((path) =>
    (path.getAttribute("class") ?? "").replace(" thin", ""),
  );
  const references = classes.slice(0, 5);
  assert.deepEqual(references, ["s0", "s0 d1", "s0 d2", "s0 d3", "s0"]);
  assert.equal(new Set(classes.map((one) => one.split(" ")[0])).size, 6);
});

test("no line has more than 100 points", () => {
  for (const [, data = ""] of many.matchAll(/<path class="[sf]\w*[^"]*" d="([^"]*)"/g)) {
    assert.ok(data.split(/[\s-]/).length <= 2 * 100 + 1, data);
  }
});
