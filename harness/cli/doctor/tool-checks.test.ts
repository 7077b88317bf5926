// The tools of laid-out manifests on a machine with planted programs: found, missing, optional.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import type { FoundWorkload } from "#drive/discovery/discovery.ts";
import { Toolchains } from "#drive/builds/toolchains.ts";
import { plantPrograms } from "#testing/planted-programs.ts";
import { workload } from "../../../workloads/cache/workload.ts";
import { neededTools, toolChecks } from "./tool-checks.ts";

function needing(requires: readonly string[], own: readonly string[]): FoundWorkload {
  const manifest = {
    name: "x",
    language: "java",
    role: "baseline",
    requires,
    build: [],
    start: ["x"],
    speaks: "memcache",
    variants: [{ name: "new", arguments: [], quick: true, changes: "", requires: own }],
  } as const;
  const contenders = [{ id: "java-x", folder: "/x", manifest }];
  return { workload, folder: "/w", trafficModule: undefined, services: [], contenders };
}

test("required tools come first, with who needs them; optional ones follow", () => {
  const found = needing(["mvn", "cc"], ["java>=21"]);
  const needs = neededTools([found, found]);
  assert.deepEqual(
    needs.map(({ requirement, effect }) => [requirement, effect]),
    [
      ["cc", "without it unavailable: cache/java-x"],
      ["java>=21", "without it unavailable: cache/java-x/new"],
      ["mvn", "without it unavailable: cache/java-x"],
      ["chromium", "without it the report is not checked in a browser"],
      ["nginx", "without it the generator is not tried on a server that everybody knows"],
      ["oha", "without it the generator is not compared with oha"],
      ["uv>=0.3", "without it and without the lab's own, each Python build takes 3 s, not 0.2 s"],
      ["wrk", "without it the generator is not compared with wrk"],
    ],
  );
});

test("found, missing with its command, or the lab's own", async (context) => {
  const root = plantPrograms(context, {
    cc: "cc 12.2.0",
    python3: "3.11.2 /usr/bin/python3",
    "sbin/nginx": "nginx/1.22.1",
  });
  const toolchains = new Toolchains({ path: root, platform: "linux", environment: {}, root });
  const checks = await toolChecks(neededTools([needing(["cc", "mvn"], ["java>=21"])]), toolchains);
  const byId = new Map(checks.map((check) => [check.id, check]));
  assert.deepEqual(byId.get("tool cc"), {
    id: "tool cc",
    level: "ok",
    state: `12.2.0, ${path.join(root, "cc")}`,
    effect: "without it unavailable: cache/java-x",
  });
  assert.deepEqual(byId.get("tool mvn"), {
    id: "tool mvn",
    level: "warn",
    state: "needs mvn; no mvn on PATH that runs",
    effect: "without it unavailable: cache/java-x",
    fix: "apt-get install maven",
  });
  assert.equal(byId.get("tool java>=21")?.level, "ok");
  assert.match(byId.get("tool java>=21")?.state ?? "", /the lab installs its own/);
  assert.equal(byId.get("tool uv>=0.3")?.level, "ok");
  assert.match(byId.get("tool uv>=0.3")?.state ?? "", /no uv on PATH .*the lab installs its own/);
  const bare = new Toolchains({
    path: "/nowhere",
    platform: "darwin",
    environment: {},
    root: "/no",
  });
  const missing = await toolChecks(neededTools([needing([], ["java>=21"])]), bare);
  assert.deepEqual(
    missing.map(({ level, fix }) => [level, fix]),
    [
      ["warn", "brew install openjdk"],
      ["warn", "xcode-select --install"],
      ["warn", "brew install --cask chromium"],
      ["warn", "brew install nginx"],
      ["warn", "brew install oha"],
      ["warn", "brew install uv"],
      ["warn", "brew install wrk"],
    ],
  );
});
