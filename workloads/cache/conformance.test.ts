// The conformance suite against real processes: both variants of the reference (which makes this
// its smoke test), and the memcached that its transcripts were recorded from, where there is one.
// Also that the suite can fail.

import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { conformance } from "./conformance.ts";
import manifest from "./reference/contender.json" with { type: "json" };

const REFERENCE = new URL("./reference/", import.meta.url);

interface Started {
  readonly port: number;
  readonly process: ChildProcess;
}

async function startReference(variant: readonly string[]): Promise<Started> {
  // From its sources: the manifest's build only strips their types.
  const child = spawn(process.execPath, ["main.ts", ...variant, "--memory-mib=64", "--threads=1"], {
    cwd: REFERENCE,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit").then(() => Promise.reject(new Error("ended before its port")));
  const [line] = await Promise.race([once(createInterface(child.stdout), "line"), gone]);
  gone.catch(() => {});
  return { port: JSON.parse(line).ready.port, process: child };
}

async function startMemcached(folder: string): Promise<Started> {
  const file = join(folder, "port");
  const user = process.getuid?.() === 0 ? ["-u", "root"] : [];
  const child = spawn("memcached", [...user, "-l", "127.0.0.1", "-p", "-1", "-U", "0"], {
    stdio: "ignore",
    env: { ...process.env, MEMCACHED_PORT_FILENAME: file },
  });
  const deadline = performance.now() + 3_000;
  while (!existsSync(file) && performance.now() < deadline) await pause(20);
  const port = Number(/TCP INET: (\d+)/.exec(readFileSync(file, "utf8"))?.[1]);
  return { port, process: child };
}

async function runAll(port: number): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const { name, run } of conformance) {
    const mismatch = await run(port);
    if (mismatch !== undefined) findings.push(`${name}: ${mismatch}`);
  }
  return findings;
}

for (const variant of manifest.variants) {
  describe(`reference ${variant.name}`, () => {
    let started: Started;
    before(async () => {
      started = await startReference(variant.arguments);
    });
    after(() => started.process.kill("SIGKILL"));

    it("conforms", async () => {
      assert.deepEqual(await runAll(started.port), []);
    });

    it("ends with 0 on SIGTERM", async () => {
      started.process.kill("SIGTERM");
      const [code, signal] = await once(started.process, "exit");
      assert.deepEqual([code, signal], [0, null]);
    });
  });
}

const hasMemcached = spawnSync("memcached", ["-V"]).status === 0;

describe("memcached", { skip: hasMemcached ? false : "memcached is not on PATH" }, () => {
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  let started: Started;
  before(async () => {
    started = await startMemcached(folder);
  });
  after(() => {
    started.process.kill("SIGTERM");
    rmSync(folder, { recursive: true });
  });

  it("passes every case", async () => {
    assert.deepEqual(await runAll(started.port), []);
  });
});

describe("the suite itself", () => {
  it("has unique names", () => {
    assert.equal(new Set(conformance.map(({ name }) => name)).size, conformance.length);
  });

  it("finds a server that answers OK to everything", async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("data", () => socket.write("OK\r\n"));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const findings = await Promise.all(conformance.map(({ run }) => run(port)));
    for (const socket of sockets) socket.destroy();
    server.close();
    const passed = conformance.filter((_, index) => findings[index] === undefined);
    assert.deepEqual(
      passed.map(({ name }) => name),
      [],
    );
  });
});
