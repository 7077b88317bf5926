// Self-tests on disk: packed or not, damaged, absent; and the summary that a run takes along.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { summarizeSelfTest } from "#model/self-test-summary.ts";
import { sampleSelfTest } from "../../../reports/golden/sample-self-test.ts";
import {
  publishedSelfTestFolder,
  publishedSummary,
  readSelfTest,
  selfTestFile,
} from "./saved-self-test.ts";

const root = mkdtempSync(path.join(tmpdir(), "tailproof-self-test-"));
after(() => rmSync(root, { recursive: true, force: true }));
const text = JSON.stringify(sampleSelfTest());

test("packed and plain documents are the same document", () => {
  const plain = path.join(root, "selftest.json");
  const packed = path.join(root, "selftest.json.gz");
  writeFileSync(plain, text);
  writeFileSync(packed, gzipSync(text));
  assert.deepEqual(readSelfTest(packed), readSelfTest(plain));
  assert.equal(selfTestFile(root), plain);
  assert.equal(selfTestFile(packed), packed);
});

test("what is no self-test is not taken for one", () => {
  const other = path.join(root, "record.json");
  writeFileSync(other, "{}");
  assert.equal(selfTestFile(other), undefined);
  assert.equal(selfTestFile(path.join(root, "nowhere")), undefined);
});

test("a damaged file gets one sentence", () => {
  const cut = path.join(root, "cut.json.gz");
  writeFileSync(cut, gzipSync(text).subarray(0, 100));
  const result = readSelfTest(cut);
  assert.ok(!result.ok && result.problems.length === 1);
  assert.match(result.problems[0] ?? "", /cut\.json\.gz cannot be read: /);
});

test("a run takes the summary of the published one along, or nothing", () => {
  assert.equal(publishedSummary(root), undefined);
  const folder = publishedSelfTestFolder(root);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "selftest.json.gz");
  writeFileSync(file, gzipSync(text));
  assert.deepEqual(publishedSummary(root), summarizeSelfTest(sampleSelfTest()));
  writeFileSync(file, "damaged");
  assert.equal(publishedSummary(root), undefined);
});
