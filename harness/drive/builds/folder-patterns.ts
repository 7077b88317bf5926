// The folders that a pattern of the table of tools stands for on this machine. Its own file because
// it alone knows the signs: `~` the home folder, `$NAME` a variable, `*` any one name.

import { readdirSync } from "node:fs";
import path from "node:path";

export interface Places {
  readonly environment: NodeJS.ProcessEnv;
  /** Before absolute patterns; "/" but in tests. */
  readonly root: string;
}

/** In order of name; none where the variable is not set or the folder is not there. */
export function matchingFolders(pattern: string, { environment, root }: Places): string[] {
  const [first = "", ...rest] = pattern.split("/");
  const start = first === "~" ? environment.HOME : environment[first.slice(1)];
  const from = first === "" ? root : start;
  if (from === undefined || from === "") return [];
  return rest.reduce<string[]>(
    (folders, name) =>
      folders.flatMap((folder) =>
        (name === "*" ? namesIn(folder) : [name]).map((each) => path.join(folder, each)),
      ),
    [from],
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}
