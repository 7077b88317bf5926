// What the tests of this folder plant faults on: a supervisor, this machine's cores, and a cache of
// their own.

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { Toolchains } from "#drive/builds/toolchains.ts";
import { Supervisor } from "#drive/trial/supervisor.ts";
import { decidePlacement, readCoreFacts } from "#measure/placement.ts";
import type { FaultGround } from "./planted-fault.ts";

/** Gone when the test is over, with all that was started on it. */
export function plantingGround(t: TestContext): FaultGround {
  const cache = mkdtempSync(path.join(tmpdir(), "tailproof-planted-"));
  const supervisor = new Supervisor(randomBytes(8).toString("hex"));
  t.after(async () => {
    await supervisor.end();
    rmSync(cache, { recursive: true, force: true });
  });
  return {
    supervisor,
    placement: decidePlacement(readCoreFacts()),
    builds: { toolchains: new Toolchains(), cache },
    compileCache: path.join(cache, "compiled"),
    signal: new AbortController().signal,
  };
}
