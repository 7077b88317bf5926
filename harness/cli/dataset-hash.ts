// The fingerprint of a workload's data: of its data set's manifest, which holds the SHA-256 of
// every file and the seeds of what is generated, so that one hash stands for all of it.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** SHA-256 of datasets/<id>/manifest.json; of nothing where a workload has no data set. */
export function datasetSha256(root: string, id: string): string {
  const file = path.join(root, "datasets", id, "manifest.json");
  const content = existsSync(file) ? readFileSync(file) : "";
  return createHash("sha256").update(content).digest("hex");
}
