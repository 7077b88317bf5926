// Both floors as processes: framing of requests that come split and pipelined, the length of the
// reply, a reader that does not read, and that the two answer the same bytes. The C one is built
// here, where there is a compiler.

import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, describe, it, type TestContext } from "node:test";
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";

const FOLDER = import.meta.dirname;
const REPLY_BYTES = 220;
/** 220 bytes in all: 21 of header, 190 of value, 2 of line end and 5 of END. */
const VALUE = `VALUE k 0 199\r\n${"v".repeat(198)}\r\nEND\r\n`;
const LINE_BYTES_MAX = 65_536;

interface Floor {
  readonly port: number;
  readonly process: ChildProcess;
}

type Command = readonly string[];

async function start(context: TestContext, command: Command, ...options: string[]): Promise<Floor> {
  const [program = "", ...words] = command;
  const child = spawn(program, [...words, ...options], {
    cwd: FOLDER,
    stdio: ["ignore", "pipe", "inherit"],
  });
  context.after(() => child.kill("SIGKILL"));
  const [line] = await once(createInterface(child.stdout), "line");
  return { port: JSON.parse(line).ready.port, process: child };
}

async function open(context: TestContext, floor: Floor): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port: floor.port, noDelay: true });
  context.after(() => socket.destroy());
  await once(socket, "connect");
  return socket;
}
