// When the page can be looked at: a Chromium is found on the PATH, and packages are installed as
// the lock says.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { findChromium, isInstalled } from "./page-check.ts";

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "page-check-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("the first Chromium of the search path, or none", (t) => {
  const [one, other] = [temporaryFolder(t), temporaryFolder(t)];
  const search = [one, "", "relative", other].join(path.delimiter);
  assert.equal(findChromium(search), undefined);
  writeFileSync(path.join(other, "chromium-browser"), "");
  assert.equal(findChromium(search), path.join(other, "chromium-browser"));
  writeFileSync(path.join(one, "google-chrome"), "");
  assert.equal(findChromium(search), path.join(one, "google-chrome"));
});

test("installed means: every package of the lock, in its version", (t) => {
  const folder = temporaryFolder(t);
  const lock = (version: string) =>
    JSON.stringify({ packages: { "": {}, "node_modules/axe-core": { version } } });
  writeFileSync(path.join(folder, "package-lock.json"), lock("4.0.0"));
  assert.equal(isInstalled(folder), false);
  mkdirSync(path.join(folder, "node_modules"));
  writeFileSync(path.join(folder, "node_modules", ".package-lock.json"), lock("3.9.0"));
  assert.equal(isInstalled(folder), false);
  writeFileSync(path.join(folder, "node_modules", ".package-lock.json"), lock("4.0.0"));
  assert.equal(isInstalled(folder), true);
});
