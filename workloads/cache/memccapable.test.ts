// libmemcached's own suite of a server's capabilities, 27 checks of the text and 27 of the binary
// protocol, against the reference; and against memcached, so that the expectation is checked too.

import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import {
  noMemcached,
  type Started,
  startMemcached,
  startReference,
} from "./testing/started-servers.ts";

const CHECKS = 54;
const LIMIT_MS = 60_000;

const isThere = spawnSync("memccapable", ["-?"]).error === undefined;
const noProgram = isThere ? false : "memccapable is not on PATH (Debian: libmemcached-tools)";

/** The lines of the checks that passed, and of the others. */
async function checksOf(port: number): Promise<{ passed: string[]; others: string[] }> {
  const command = ["-h", "127.0.0.1", "-p", `${port}`];
  const { stdout } = await promisify(execFile)("memccapable", command, { timeout: LIMIT_MS });
  const lines = stdout.split("\n").filter((line) => /^(?:ascii|binary) /.test(line));
  const hasPassed = (line: string): boolean => line.endsWith("[pass]");
  return {
    passed: lines.filter(hasPassed),
    others: lines.filter((line) => !hasPassed(line)),
  };
}

async function assertCapable(started: Started): Promise<void> {
  try {
    const { passed, others } = await checksOf(started.port);
    assert.deepEqual(others, []);
    assert.equal(passed.length, CHECKS);
  } finally {
    started.process.kill("SIGKILL");
  }
}

describe("memccapable", { skip: noProgram }, () => {
  it("passes the reference", async () => assertCapable(await startReference([])));

  it("passes memcached", { skip: noMemcached }, async () => assertCapable(await startMemcached()));
});
