// The process itself: what it refuses, and that SIGTERM loses no reply.

import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { connect as tlsConnect } from "node:tls";
import { fileURLToPath } from "node:url";

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

  it("refuses a certificate that cannot be read, in one line, with 2", () => {
    const options = ["--tls-cert=nowhere.pem", "--tls-key=nowhere.pem"];
    const ended = spawnSync(process.execPath, ["main.ts", ...options], { cwd: FOLDER });
    assert.equal(ended.status, 2);
    assert.match(ended.stderr.toString(), /^--tls-cert=nowhere.pem --tls-key=nowhere.pem: .+\n$/);
  });

  for (const store of ["map-strings", "segments"]) {
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

describe("main with a certificate", () => {
  const SAMPLE = fileURLToPath(new URL("../../../datasets/cache/sample/", import.meta.url));
  const identity = [`--tls-cert=${SAMPLE}tls.cert.pem`, `--tls-key=${SAMPLE}tls.key.pem`];
  const ca = readFileSync(`${SAMPLE}tls.cert.pem`);
  let child: ChildProcess;
  let port: number;

  before(async () => {
    const started = spawn(process.execPath, ["main.ts", ...identity], {
      cwd: FOLDER,
      stdio: ["ignore", "pipe", "inherit"],
    });
    child = started;
    const [ready] = await once(createInterface(started.stdout), "line");
    port = JSON.parse(ready).ready.port;
  });
  after(() => child.kill("SIGKILL"));

  for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
    it(`answers over ${version}`, async () => {
      const value = "v".repeat(100_000);
      const options = { host: "127.0.0.1", port, ca, minVersion: version, maxVersion: version };
      const socket = tlsConnect(options);
      await once(socket, "secureConnect");
      assert.equal(socket.getProtocol(), version);
      socket.write(`set a 0 0 ${value.length}\r\n${value}\r\nget a\r\nquit\r\n`);
      const received: Buffer[] = [];
      socket.on("data", (chunk: Buffer) => received.push(chunk));
      await once(socket, "end");
      const hit = `VALUE a 0 ${value.length}\r\n${value}\r\nEND\r\n`;
      assert.equal(Buffer.concat(received).toString(), `STORED\r\n${hit}`);
    });
  }

  it("refuses TLS 1.1", async () => {
    const socket = tlsConnect({
      host: "127.0.0.1",
      port,
      ca,
      minVersion: "TLSv1.1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    const [error] = await once(socket, "error");
    assert.match(String(error), /alert|version|EPROTO|disconnected|reset/i);
  });

  for (const [what, bytes] of [
    ["plain bytes", "get a\r\n"],
    ["silence", ""],
  ] as const) {
    it(`closes on ${what} within a second, and answers nothing in the clear`, async () => {
      const socket = connect({ host: "127.0.0.1", port });
      socket.on("error", () => {});
      const begun = performance.now();
      socket.write(bytes);
      let text = "";
      socket.on("data", (chunk: Buffer) => {
        text += chunk.toString("latin1");
      });
      await once(socket, "close");
      assert.ok(performance.now() - begun < 1_500);
      // At most an alert, which is no text of the protocol.
      assert.doesNotMatch(text, /END|ERROR/);
    });
  }
});
