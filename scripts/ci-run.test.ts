// Runs .ci/run with an npm that only prints, to hold its arithmetic: the last line is the sum, and
// it never looks better than what ran.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test } from "node:test";

const script = path.join(path.dirname(import.meta.dirname), ".ci", "run");

/** [name, what `npm test` does, what the self-test does, the last line, whether it succeeds] */
const cases: [string, string, string, string, boolean][] = [
  [
    "a success",
    "echo 3 passed, 0 failed, 1 skipped",
    "echo 4 passed, 0 failed, 2 skipped",
    "7 passed, 0 failed, 3 skipped",
    true,
  ],
  [
    "a failure",
    "echo 3 passed, 1 failed, 0 skipped; exit 1",
    "echo 4 passed, 0 failed, 0 skipped",
    "7 passed, 1 failed, 0 skipped",
    false,
  ],
  [
    "a count that hides the exit code",
    "echo 3 passed, 0 failed, 0 skipped",
    "echo 4 passed, 0 failed, 0 skipped; exit 6",
    "7 passed, 1 failed, 0 skipped",
    false,
  ],
  [
    "a failure with success as exit code",
    "echo 3 passed, 0 failed, 0 skipped",
    "echo 4 passed, 2 failed, 0 skipped",
    "7 passed, 2 failed, 0 skipped",
    false,
  ],
  [
    "a crash",
    "echo 3 passed, 0 failed, 0 skipped",
    "echo boom >&2; exit 70",
    "3 passed, 1 failed, 0 skipped",
    false,
  ],
  [
    "no count",
    "echo 3 passed, 0 failed, 0 skipped",
    "true",
    "3 passed, 1 failed, 0 skipped",
    false,
  ],
  [
    "nothing that ran",
    "echo 0 passed, 0 failed, 1 skipped",
    "echo 0 passed, 0 failed, 1 skipped",
    "0 passed, 0 failed, 2 skipped",
    false,
  ],
];

describe(".ci/run", { skip: process.platform === "win32" ? "needs bash" : false }, () => {
  for (const [name, tests, selfTest, closing, succeeds] of cases) {
    test(`sums up ${name}`, (t) => {
      const folder = mkdtempSync(path.join(tmpdir(), "ci-run-"));
      t.after(() => rmSync(folder, { recursive: true }));
      const npm = `#!/bin/sh\nif [ "$1" = test ]; then ${tests}; else ${selfTest}; fi\n`;
      writeFileSync(path.join(folder, "npm"), npm, { mode: 0o755 });
      // Present, so that nothing is installed.
      writeFileSync(path.join(folder, "memcached"), "#!/bin/sh\n", { mode: 0o755 });
      const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };
      const { status, stdout } = spawnSync("bash", [script], { encoding: "utf8", env });
      assert.equal(stdout.trimEnd().split("\n").at(-1), closing, stdout);
      assert.equal(status === 0, succeeds);
    });
  }
});
