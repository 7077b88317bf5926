// Publishing a self-test: what is packed is what was written, its page is drawn from it, and README
// and document say the same.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { renderSelfTest } from "#render/self-test/self-test-page.ts";
import { sampleSelfTest } from "../reports/golden/sample-self-test.ts";
import { publishSelfTest } from "./publish-self-test.ts";
import { publishedRecords, publishedSelfTest, withSelfTest } from "./published.ts";

const root = path.dirname(import.meta.dirname);
const elsewhere = mkdtempSync(path.join(tmpdir(), "tailproof-publish-"));
after(() => rmSync(elsewhere, { recursive: true, force: true }));

test("the README's self-test is the published one", () => {
  const readme = readFileSync(path.join(root, "README.md"), "utf8");
  const expected = withSelfTest(readme, publishedSelfTest(root));
  assert.equal(readme, expected, "run node scripts/publish.ts");
});

test("the folder holds the document as it was written, and its page", () => {
  const file = path.join(elsewhere, "selftest.json");
  const text = `${JSON.stringify({ ...sampleSelfTest(), addedLater: 1 })}\n`;
  writeFileSync(file, text);
  const folder = publishSelfTest(file, elsewhere);
  const packed = path.join(folder, "selftest.json.gz");
  assert.equal(gunzipSync(readFileSync(packed)).toString("utf8"), text);
  const sha256 = createHash("sha256").update(text).digest("hex");
  const page = readFileSync(path.join(folder, "index.html"), "utf8");
  assert.equal(page, renderSelfTest(sampleSelfTest(), sha256));
  // Drawn again from what is published, and no record of a run.
  assert.equal(publishSelfTest(packed, elsewhere), folder);
  assert.equal(readFileSync(path.join(folder, "index.html"), "utf8"), page);
  assert.deepEqual(publishedRecords(elsewhere), []);
});

test("the README has the answers, the other tools, and a link", () => {
  const published = publishedSelfTest(elsewhere);
  const readme = withSelfTest(readFileSync(path.join(root, "README.md"), "utf8"), published);
  assert.match(readme, /\[document and page\]\(reports\/published\/selftest\)/);
  assert.match(readme, /\| our own numbers right \| ✗ not all: 70 of 71/);
  assert.match(readme, /Other tools at their furthest: alpha: 99\.6/);
  assert.equal(withSelfTest(readme, published), readme);
});

test("what is not a whole, full self-test is not published, nor a README without marks", () => {
  const file = path.join(elsewhere, "selftest.json");
  for (const [changes, words] of [
    [{ size: "quick" }, /a quick self-test, expected a full one/],
    [{ parts: ["truth", "cost"] }, /a full self-test without rivals, generator, expected/],
  ] as const) {
    writeFileSync(file, JSON.stringify({ ...sampleSelfTest(), ...changes }));
    assert.throws(() => publishSelfTest(file, elsewhere), words);
  }
  writeFileSync(file, JSON.stringify({ ...sampleSelfTest(), status: "aborted" }));
  assert.throws(() => publishSelfTest(file, elsewhere), /aborted; go on with selftest --continue/);
  assert.throws(() => withSelfTest("# x\n", undefined), /expected the lines/);
});
