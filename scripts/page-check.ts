// Draws the golden pages and looks at them in a browser: accessibility, requests, width, print. Its
// own file because it needs what a clone need not have: a Chromium on the machine, and the packages
// of harness/cli/tools/page, which are installed here on first use. Without one of them it says
// that it was skipped, and why; what is judged is that folder's.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder } from "#drive/builds/build-cache-folder.ts";
import type { RunRecord } from "#model/run-record.ts";
import type { SelfTest } from "#model/self-test.ts";
import { renderReport } from "#render/report.ts";
import { renderSelfTest } from "#render/self-test/self-test-page.ts";

const root = path.dirname(import.meta.dirname);
const toolFolder = path.join(root, "harness", "cli", "tools", "page");
/** Names under which systems install it. */
const chromiums = ["chromium", "chromium-browser", "google-chrome"];

/** The first Chromium on a search path like that of PATH. */
export function findChromium(searchPath: string): string | undefined {
  return searchPath
    .split(path.delimiter)
    .flatMap((folder) => chromiums.map((name) => path.join(folder, name)))
    .find((file) => path.isAbsolute(file) && existsSync(file));
}

/** Whether npm's own record of what is installed has all that the lock asks for. */
export function isInstalled(folder: string): boolean {
  const [wanted, installed] = ["package-lock.json", "node_modules/.package-lock.json"].map((name) =>
    packagesIn(path.join(folder, name)),
  );
  return Object.entries(wanted ?? {}).every(
    ([key, { version }]) => key === "" || installed?.[key]?.version === version,
  );
}

type Packages = Readonly<Record<string, { readonly version?: string }>>;

function packagesIn(lockFile: string): Packages {
  if (!existsSync(lockFile)) return {};
  return (JSON.parse(readFileSync(lockFile, "utf8")) as { packages: Packages }).packages;
}

/** @returns what npm said when it failed, or undefined. */
function install(): string | undefined {
  const { status, stderr, error } = spawnSync("npm", ["ci", "--ignore-scripts"], {
    cwd: toolFolder,
    encoding: "utf8",
    // npm runs under the Node that it finds first: the pinned one.
    env: { ...process.env, PATH: `${path.dirname(process.execPath)}:${process.env["PATH"]}` },
  });
  if (status === 0) return undefined;
  return (error?.message ?? stderr).trim().split("\n").at(0) ?? "npm ci failed";
}

interface GoldenPage {
  /** In reports/golden. */
  readonly document: string;
  /** A folder of its own for what is seen of it. */
  readonly folder: string;
  readonly render: (document: unknown, sha256: string) => string;
}

const goldenPages: readonly GoldenPage[] = [
  {
    document: "record.json",
    folder: "report",
    render: (document, sha256) => renderReport(document as RunRecord, sha256),
  },
  {
    document: "selftest.json",
    folder: "selftest",
    render: (document, sha256) => renderSelfTest(document as SelfTest, sha256),
  },
];

/** The page of a golden document, written where a browser can open it. */
function drawPage({ document, render }: GoldenPage, folder: string): string {
  const text = readFileSync(path.join(root, "reports", "golden", document), "utf8");
  const sha256 = createHash("sha256").update(text).digest("hex");
  const file = path.join(folder, "golden.html");
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, render(JSON.parse(text), sha256));
  return file;
}

function checkPage(): void {
  const chromium = findChromium(process.env["PATH"] ?? "");
  if (chromium === undefined) {
    console.log(`skipped: no Chromium on the PATH (looked for ${chromiums.join(", ")})`);
    return;
  }
  const failure = isInstalled(toolFolder) ? undefined : install();
  if (failure !== undefined) {
    console.log(`skipped: the packages of harness/cli/tools/page cannot be installed: ${failure}`);
    return;
  }
  const statuses = goldenPages.map((page) => {
    const folder = path.join(cacheFolder(), "page", page.folder);
    const words = [
      path.join(toolFolder, "check-page.ts"),
      drawPage(page, folder),
      folder,
      chromium,
    ];
    return spawnSync(process.execPath, words, { stdio: "inherit" }).status ?? 1;
  });
  process.exitCode = Math.max(...statuses);
}

if (import.meta.main) checkPage();
