// The tools that a list of requirements names, looked up together: all found, or one answer that
// holds every reason and every fix. Its own file because builds and variants both require tools.

import path from "node:path";
import type { PlaceholderValues } from "./placeholders.ts";
import type { Toolchain } from "./toolchains.ts";

export interface Unavailable {
  readonly status: "unavailable";
  readonly reason: string;
  readonly fix: string;
  /** The whole log, where a build failed. */
  readonly log?: string;
}

export interface FoundTools {
  readonly status: "found";
  /** Tool → version. */
  readonly versions: Readonly<Record<string, string>>;
  /** `{python}` and `{java}`, as far as they were required. */
  readonly values: PlaceholderValues;
  /** Where the programs are, which need not be on PATH. */
  readonly folders: readonly string[];
}

export function foundTools(tools: readonly Toolchain[]): FoundTools | Unavailable {
  const missing = tools.filter((tool) => tool.status === "missing");
  if (missing.length > 0) {
    const [reason = "", fix = ""] = (["reason", "fix"] as const).map((key) =>
      [...new Set(missing.map((tool) => tool[key]))].join("; "),
    );
    return { status: "unavailable", reason, fix };
  }
  const found = tools.filter((tool) => tool.status === "found");
  const { python, java } = Object.fromEntries(found.map((tool) => [tool.name, tool.command]));
  return {
    status: "found",
    versions: Object.fromEntries(found.map((tool) => [tool.name, tool.version])),
    values: {
      ...(python === undefined ? {} : { python }),
      ...(java === undefined ? {} : { java }),
    },
    folders: [...new Set(found.map((tool) => path.dirname(tool.command)))],
  };
}
