// A self-test as it lies on disk, packed or not, in a file or in its folder. Its own file beside
// saved-run.ts because it is another document: a run reads the published one, to carry its summary.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { Parsed } from "#model/schema/parsed.ts";
import { parseSelfTest } from "#model/schema/self-test-schema.ts";
import { type SelfTestSummary, summarizeSelfTest } from "#model/self-test-summary.ts";
import type { SelfTest } from "#model/self-test.ts";

export const SELF_TEST_FILE = "selftest.json";
/** As it is published: gzip. */
export const PUBLISHED_SELF_TEST_FILE = "selftest.json.gz";

export interface SavedSelfTest {
  readonly selfTest: SelfTest;
  /** The document as it was written, unpacked. */
  readonly text: string;
  /** Of the text. */
  readonly sha256: string;
}

/** Unpacked: a hundred times a full self-test. */
const DOCUMENT_BYTES_MAX = 64 * 1024 * 1024;

/** Where the published one lies; there is at most one. */
export function publishedSelfTestFolder(root: string): string {
  return path.join(root, "reports", "published", "selftest");
}

/** The file of a self-test at `where`, a file or a folder; undefined where there is none. */
export function selfTestFile(where: string): string | undefined {
  const info = statSync(where, { throwIfNoEntry: false });
  if (info === undefined) return undefined;
  const names = [SELF_TEST_FILE, PUBLISHED_SELF_TEST_FILE];
  if (!info.isDirectory()) return names.includes(path.basename(where)) ? where : undefined;
  return names.map((name) => path.join(where, name)).find((file) => existsSync(file));
}

export function readSelfTest(file: string): Parsed<SavedSelfTest> {
  let text: string;
  try {
    const bytes = readFileSync(file);
    const plain = file.endsWith(".gz")
      ? gunzipSync(bytes, { maxOutputLength: DOCUMENT_BYTES_MAX })
      : bytes;
    text = plain.toString("utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [`${file} cannot be read: ${why}`] };
  }
  const parsed = parseSelfTest(text, file);
  if (!parsed.ok) return parsed;
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { ok: true, value: { selfTest: parsed.value, text, sha256 } };
}

/**
 * The summary of the published self-test, to be kept in a run's record; undefined where none is
 * published. One that cannot be read is no reason to refuse a run: a test holds that it can be.
 */
export function publishedSummary(root: string): SelfTestSummary | undefined {
  const file = selfTestFile(publishedSelfTestFolder(root));
  const saved = file === undefined ? undefined : readSelfTest(file);
  return saved?.ok === true ? summarizeSelfTest(saved.value.selfTest) : undefined;
}
