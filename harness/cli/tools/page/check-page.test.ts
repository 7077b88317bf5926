// The page check against planted faults: a check that finds nothing proves nothing. Needs a
// Chromium and this folder's packages; skipped, with the reason, where `scripts/page-check.ts`
// would be.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";

const chromium = "/usr/bin/chromium";
const missing = [chromium, path.join(import.meta.dirname, "node_modules", "playwright-core")].find(
  (file) => !existsSync(file),
);
const skip = missing === undefined ? false : `there is no ${path.basename(missing)}`;

const FAULTY = `<!doctype html><html lang="en"><head><title>Planted</title></head><body>
<main><h1>Planted</h1><p style="color:#bbb;background:#fff">too pale to read</p>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<p style="width:3000px">wider than any window</p><img alt="" src="missing.png">
<style>@media print{details::details-content{content-visibility:hidden}}</style>
<details><summary>Numbers</summary><table><tr><td>1</td></tr></table></details>
</main></body></html>`;

test("planted faults are all found", { skip }, (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "check-page-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "planted.html");
  writeFileSync(file, FAULTY);
  const program = path.join(import.meta.dirname, "check-page.ts");
  const words = [program, file, path.join(folder, "out"), chromium];
  const { status, stdout } = spawnSync(process.execPath, words, { encoding: "utf8" });
  assert.equal(status, 1, stdout);
  assert.match(stdout, /380-light: requests file:.*missing\.png/);
  assert.match(stdout, /1280-dark: the page is \d+ px wider than the window/);
  assert.match(stdout, /texts? ends? outside of the window, the first: wider than any window/);
  assert.match(stdout, /axe, serious: color-contrast/);
  assert.match(stdout, /axe, critical: image-alt/);
  assert.match(stdout, /\d+ tables stay folded on paper/);
  assert.ok(existsSync(path.join(folder, "out", "380-dark.png")));
});
