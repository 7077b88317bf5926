// Placeholders: which words hold some, and what stands in their place.

import assert from "node:assert/strict";
import test from "node:test";
import { placeholdersIn, substitute } from "./placeholders.ts";

test("placeholders are found within words, JSON is none", () => {
  assert.deepEqual(placeholdersIn(["{out}/bin/{nodes}", '{"a":1}', "{A}", "x"]), ["out", "nodes"]);
});

test("values stand in their place, dollar signs and all", () => {
  assert.deepEqual(
    substitute(["{out}/a", '{"a":1}', "-D{out}={node}"], { out: "/$&", node: "n" }),
    ["/$&/a", '{"a":1}', "-D/$&=n"],
  );
});

test("a placeholder without a value is a bug", () => {
  assert.throws(() => substitute(["{python}"], {}), /\{python\} has no value/);
});
