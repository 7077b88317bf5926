// Patterns of the table of tools, over folders that are laid out.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { matchingFolders } from "./folder-patterns.ts";

test("a star is any name, in order; what is not there is nothing", (context) => {
  const root = mkdtempSync(path.join(os.tmpdir(), "tailproof-patterns-"));
  context.after(() => rmSync(root, { recursive: true }));
  for (const name of ["b", "a"]) mkdirSync(path.join(root, "jvm", name), { recursive: true });
  const places = { environment: {}, root };
  assert.deepEqual(matchingFolders("/jvm/*/bin", places), [
    path.join(root, "jvm", "a", "bin"),
    path.join(root, "jvm", "b", "bin"),
  ]);
  assert.deepEqual(matchingFolders("/nowhere/*/bin", places), []);
});

test("home and variables come from the environment, where they are set", () => {
  const places = { environment: { HOME: "/home/x", JAVA_HOME: "/opt/java" }, root: "/" };
  assert.deepEqual(matchingFolders("~/.cargo/bin", places), ["/home/x/.cargo/bin"]);
  assert.deepEqual(matchingFolders("$JAVA_HOME/bin", places), ["/opt/java/bin"]);
  assert.deepEqual(matchingFolders("$JAVA_HOME/bin", { environment: {}, root: "/" }), []);
  assert.deepEqual(matchingFolders("$X/bin", { environment: { X: "" }, root: "/" }), []);
});
