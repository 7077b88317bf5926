// The environment of contenders: the least, and of one size.

import assert from "node:assert/strict";
import test from "node:test";
import { contenderEnvironment } from "./contender-environment.ts";

const own = { PATH: "/bin", HOME: "/home/x", NODE_OPTIONS: "--inspect", LC_ALL: "de_DE" };

test("nothing of the lab's environment gets through but PATH and HOME", () => {
  const environment = contenderEnvironment({ runId: "r", trialId: "t", scratch: "/tmp/a" }, own);
  assert.deepEqual(Object.keys(environment), [
    "PATH",
    "HOME",
    "LANG",
    "TMPDIR",
    "TAILPROOF_RUN",
    "TAILPROOF_TRIAL",
  ]);
  assert.equal(environment.PATH, "/bin");
});

test("trials of unequal names get environments of equal size", () => {
  const size = (trialId: string) =>
    JSON.stringify(contenderEnvironment({ runId: "r", trialId, scratch: "/tmp/a" }, own)).length;
  assert.equal(size("cache.floor.1"), size("cache.python-asyncio.as-described.10"));
});
