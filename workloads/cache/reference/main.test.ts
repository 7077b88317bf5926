// The process itself: what it refuses, and that SIGTERM loses no reply.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { createInterface } from "node:readline";

const FOLDER = new URL("./", import.meta.url);
/** What a contender may take from SIGTERM to its end. */
const END_MS_MAX = 5_000;

describe("main", () => {
  it("refuses an unknown argument in one line, with 2", () => {
    const ended = spawnSync(process.execPath, ["main.ts", "--nonsense"], { cwd: FOLDER });
    assert.equal(ended.status, 2);
    assert.equal(ended.stdout.length, 0);
    assert.match(ended.stderr.toString(), /^argument: received "--nonsense", expected [^\n]+\n$/);
  });

  for (const store of ["map-strings", "bytes"]) {
    it(`sends what was answered before it ends (${store})`, async (t) => {
      const child = spawn(process.execPath, ["main.ts", `--store=${store}`], {
        cwd: FOLDER,
        stdio: ["ignore", "pipe", "inherit"],
      });
      t.after(() => child.kill("SIGKILL"));
      const [ready] = await once(createInterface(child.stdout), "line");
      assert.match(ready, /^\{"ready":\{"port":\d+\}\}$/);
      const socket = connect({ host: "127.0.0.1", port: JSON.parse(ready).ready.port });
      const value = "v".repeat(1_000_000);
      socket.write(`set a 0 0 ${value.length}\r\n${value}\r\nget a a a a a a a a\r\n`);
      let received = 0;
      // Something came, so the get was received; most of its reply is read after the signal only.
      await once(socket, "readable");
      child.kill("SIGTERM");
      const signalled = performance.now();
      socket.on("data", (chunk) => {
        received += chunk.length;
      });
      const exited = once(child, "exit");
      await once(socket, "end");
      const [code] = await exited;
      assert.equal(code, 0);
      assert.ok(performance.now() - signalled < END_MS_MAX);
      const hit = `VALUE a 0 ${value.length}\r\n${value}\r\n`;
      assert.equal(received, "STORED\r\n".length + 8 * hit.length + "END\r\n".length);
    });
  }
});
