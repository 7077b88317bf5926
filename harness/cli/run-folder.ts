// Where what a verb measures is kept: a folder of its own in reports/runs, named after the moment
// it began. Its own file because runs and self-tests lie side by side.

import { randomBytes } from "node:crypto";
import path from "node:path";

/** @param prefix what tells them apart in a listing; runs have none. */
export function runFolder(root: string, startedAt: Date, prefix = ""): string {
  const stamp = startedAt.toISOString().slice(0, 19).replaceAll(":", "").replace("T", "-");
  const name = `${prefix}${stamp}-${randomBytes(2).toString("hex")}`;
  return path.join(root, "reports", "runs", name);
}
