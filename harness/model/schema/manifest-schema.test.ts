// Manifests: what may be left out, and that every mistake of one file is told at once.

import assert from "node:assert/strict";
import test from "node:test";
import { parseManifest } from "./manifest-schema.ts";

const LEAST = {
  name: "asyncio",
  language: "python",
  role: "baseline",
  start: ["{python}", "server.py"],
  speaks: "memcache",
  variants: [{ name: "naive" }],
};

function problems(manifest: object): readonly string[] {
  const result = parseManifest(JSON.stringify(manifest), "contender.json");
  assert.equal(result.ok, false);
  return result.ok ? [] : result.problems;
}

test("what says nothing special may be left out", () => {
  assert.deepEqual(parseManifest(JSON.stringify(LEAST), "contender.json"), {
    ok: true,
    value: {
      ...LEAST,
      requires: [],
      build: [],
      variants: [{ name: "naive", arguments: [], quick: false, changes: "" }],
    },
  });
});

test("all problems of a manifest come at once, each with its key path", () => {
  const { speaks: _, ...rest } = LEAST;
  assert.deepEqual(
    problems({
      ...rest,
      role: "basline",
      require: ["python>=3.11"],
      requires: ["python >= 3"],
      start: [],
      variants: [{ name: 5, quik: true }],
    }),
    [
      'contender.json: role: received "basline"; expected one of "reference", "baseline", "ceiling", "peer", "floor". Did you mean "baseline"?',
      'contender.json: requires[0]: received "python >= 3"; expected a command with an optional least version, such as "python>=3.11".',
      "contender.json: start: received []; expected at least 1 entry.",
      "contender.json: speaks: missing; expected text.",
      "contender.json: variants[0].name: received 5; expected text.",
      'contender.json: variants[0].quik: unknown key. Did you mean "quick"? Known keys: name, arguments, quick, changes, writes, requires, deviations.',
      'contender.json: require: unknown key. Did you mean "requires"? Known keys: name, language, role, requires, build, start, speaks, variants.',
    ],
  );
});

test("two variants of one name are refused", () => {
  const [problem] = problems({ ...LEAST, variants: [{ name: "naive" }, { name: "naive" }] });
  assert.match(problem ?? "", /variants: received .*; expected variants with different names\.$/);
});

test("a list in place of the manifest, and no JSON at all", () => {
  assert.deepEqual(problems([]), ["contender.json: received []; expected an object with keys."]);
  const broken = parseManifest("{", "contender.json");
  assert.ok(!broken.ok && broken.problems[0]?.includes("line 1, column 2"));
});
