// Publishes the document of a self-test: packs it into reports/published/selftest, and draws its
// page there. Apart from publish.ts so that a test can publish into a folder of its own.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { REPORT_FILE, replaceFile } from "#drive/run/journal.ts";
import {
  PUBLISHED_SELF_TEST_FILE,
  publishedSelfTestFolder,
  readSelfTest,
} from "#drive/run/saved-self-test.ts";
import { SELF_TEST_PARTS } from "#model/self-test.ts";
import { renderSelfTest } from "#render/self-test/self-test-page.ts";

/**
 * @param file a selftest.json, packed or not. @returns the folder that holds it.
 * @throws Error that says why it is not fit.
 */
export function publishSelfTest(file: string, root: string): string {
  const saved = readSelfTest(file);
  if (!saved.ok) throw new Error(saved.problems.join("\n"));
  const { selfTest, text, sha256 } = saved.value;
  if (selfTest.status !== "complete") {
    throw new Error(`${file}: the self-test was aborted; go on with selftest --continue`);
  }
  const lacking = SELF_TEST_PARTS.filter((part) => !selfTest.parts.includes(part));
  if (selfTest.size !== "full" || lacking.length > 0) {
    const lacks = lacking.length > 0 ? ` without ${lacking.join(", ")}` : "";
    throw new Error(
      `${file}: a ${selfTest.size} self-test${lacks}, expected a full one; go on with selftest --continue`,
    );
  }
  const folder = publishedSelfTestFolder(root);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, PUBLISHED_SELF_TEST_FILE), gzipSync(text, { level: 9 }));
  replaceFile(path.join(folder, REPORT_FILE), renderSelfTest(selfTest, sha256));
  return folder;
}
