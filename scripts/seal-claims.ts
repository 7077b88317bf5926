// Seals the quotes of all claims: looks each up in its source and writes the digests to
// workloads/<id>/sources.json (`node scripts/seal-claims.ts FOLDER`, under the pinned Node; FOLDER
// holds the documents under the names that claims give them).
//
// Its own file because only this needs the documents, which are not part of the project. That
// claims and digests agree, discovery checks at every run.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { SEAL_COMMAND, sealQuotes } from "#drive/discovery/claim-quotes.ts";
import { replaceFile } from "#drive/run/journal.ts";
import type { Claim } from "#model/claim.ts";

const root = path.dirname(import.meta.dirname);

async function seal(workload: string, sources: string): Promise<readonly string[]> {
  const file = path.join(workload, "claims.ts");
  if (!existsSync(file)) return [];
  const { claims } = (await import(pathToFileURL(file).href)) as { claims: readonly Claim[] };
  const sealed = sealQuotes(claims, (name) => {
    const document = path.join(sources, name);
    return existsSync(document) ? readFileSync(document) : undefined;
  });
  if (!sealed.ok) return sealed.problems;
  const text = `${JSON.stringify(sealed.value, undefined, 2)}\n`;
  replaceFile(path.join(workload, "sources.json"), text);
  console.log(`${path.relative(root, workload)}: ${claims.length} quotes sealed`);
  return [];
}

const [folder] = process.argv.slice(2);
if (folder === undefined || !existsSync(folder)) {
  console.error(`received ${folder ?? "no folder"}; expected ${SEAL_COMMAND}`);
  process.exitCode = 2;
} else {
  const workloads = path.join(root, "workloads");
  for (const entry of readdirSync(workloads, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    for (const problem of await seal(path.join(workloads, entry.name), folder)) {
      console.error(problem);
      process.exitCode = 2;
    }
  }
}
