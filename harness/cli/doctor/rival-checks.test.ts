// The load generators that the lab installs itself: ready to be installed, or what they lack.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Toolchains } from "#drive/builds/toolchains.ts";
import { plantPrograms } from "#testing/planted-programs.ts";
import { rivalChecks } from "./rival-checks.ts";

test("each is listed once, with what installs it, or with what it lacks", async (t) => {
  const root = plantPrograms(t, { npm: "9.2.0" });
  const toolchains = new Toolchains({ path: root, platform: "linux", environment: {}, root });
  const checks = await rivalChecks({ toolchains, cache: root });
  assert.deepEqual(
    checks.map(({ id, level, fix }) => [id, level, fix]),
    [
      ["tool autocannon", "ok", undefined],
      ["tool k6", "warn", "apt-get install golang-go"],
      ["tool vegeta", "warn", "apt-get install golang-go"],
      ["tool fortio", "warn", "apt-get install golang-go"],
    ],
  );
  assert.match(
    checks[0]?.state ?? "",
    /^\d+\.\d+\.\d+, not installed; `npm run bench -- load URL --cross-check=autocannon` does it, in /,
  );
});
