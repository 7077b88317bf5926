// Writes the contender as plain JavaScript, types stripped, line for line: what a service written
// in TypeScript ships. Without it each start would carry the compiler, 22 MB and 0.1 s that are no
// part of a cache.
//
// Argument: the folder to write to. Tests are left out.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import path from "node:path";
import process from "node:process";

const sources = import.meta.dirname;
const out = process.argv[2];
if (out === undefined) throw new RangeError("expected the folder to write to as the only argument");

/** Imports of this folder's files: they name the source, and the output has another ending. */
const OWN_IMPORT = /((?:from|import)\s*\(?\s*"\.[^"]*)\.ts"/g;

for (const name of readdirSync(sources, { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".ts") || name.endsWith(".test.ts") || name === "build.ts") continue;
  const stripped = stripTypeScriptTypes(readFileSync(path.join(sources, name), "utf8"));
  const target = path.join(out, name.replace(/\.ts$/, ".js"));
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, stripped.replaceAll(OWN_IMPORT, '$1.js"'));
}
writeFileSync(path.join(out, "package.json"), '{ "type": "module" }\n');
