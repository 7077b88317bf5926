// Broken JSON: each mistake has its place and, where a habit explains it, a hint.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { parseJson } from "./json-text.ts";

function problem(text: string): string {
  const result = parseJson(text, "a.json");
  assert.equal(result.ok, false);
  return result.ok ? "" : result.problems.join("\n");
}

test("what cannot stand there is named with line and column", () => {
  assert.equal(
    problem('{\n  "a": x\n}'),
    'a.json: not JSON at line 2, column 8: "x" cannot stand here. Keys and text stand in double quotes.',
  );
  assert.equal(
    problem('{ "a": 1, }'),
    'a.json: not JSON at line 1, column 11: "}" cannot stand here. Remove the comma before it.',
  );
  assert.equal(
    problem('{ "a": 1 // one\n}'),
    'a.json: not JSON at line 1, column 10: "/" cannot stand here. JSON has no comments.',
  );
  assert.equal(
    problem("{ 'a': 1 }"),
    'a.json: not JSON at line 1, column 3: "\'" cannot stand here. JSON strings stand in double quotes.',
  );
});

test("a text that ends too early says so", () => {
  assert.equal(
    problem('{ "a": ['),
    "a.json: not JSON at line 1, column 9: the text ends too early.",
  );
  assert.equal(problem(" \n"), "a.json: the file is empty; expected one JSON document.");
});

test("a foreign character in a long document is found where it was put", () => {
  const document = JSON.stringify(
    Array.from({ length: 500 }, (_, key) => ({ key })),
    null,
    1,
  );
  const spaces = [...document.matchAll(/\n/g)].map((match) => match.index);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: spaces.length - 1 }), (line) => {
      const at = spaces[line] ?? 0;
      const broken = `${document.slice(0, at)}\n%${document.slice(at + 1)}`;
      assert.ok(problem(broken).includes(`line ${line + 2}, column 1: "%" cannot stand here`));
    }),
    { numRuns: 50 },
  );
});
