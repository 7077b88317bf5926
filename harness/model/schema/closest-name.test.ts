// Guesses: near names are found, distant ones are not made up.

import assert from "node:assert/strict";
import test from "node:test";
import { closestName, suggestion } from "./closest-name.ts";

const NAMES = ["cache", "market-maker", "log-search", "techniques"];

test("a slip finds the name that was meant", () => {
  assert.equal(closestName("cahe", NAMES), "cache");
  assert.equal(closestName("Cache", NAMES), "cache");
  assert.equal(closestName("logsearch", NAMES), "log-search");
  assert.equal(closestName("techniqes", NAMES), "techniques");
});

test("another word finds nothing", () => {
  assert.equal(closestName("kafka", NAMES), undefined);
  assert.equal(closestName("", NAMES), undefined);
  assert.equal(suggestion("kafka", NAMES), "");
});

test("of two near names the nearer one is taken", () => {
  assert.equal(closestName("star", ["start", "stir", "star"]), "star");
});
