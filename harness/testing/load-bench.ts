// `bench load` inside a test's process, against a server inside the same process. Only for tests:
// the generator is a process all the same, on a core that the server may have to share, so figures
// mean nothing here; counts, words and codes do.

import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import path from "node:path";
import type { TestContext } from "node:test";
import { Command } from "commander";
import { load } from "#cli/load.ts";
import type { LoadDocument } from "#cli/load/load-document.ts";

const ROOT = path.resolve(import.meta.dirname, "..", "..");

export interface LoadEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the verb with these words. @throws what it throws. */
export async function benchLoad(
  words: readonly string[],
  signal = new AbortController().signal,
): Promise<LoadEnd> {
  const command = new Command("load");
  load.declare(command);
  command.exitOverride().allowUnknownOption().allowExcessArguments();
  command.parse(words, { from: "user" });
  let [stdout, stderr] = ["", ""];
  const code = await load.run(command, {
    root: ROOT,
    caller: import.meta.dirname,
    print: (text) => void (stdout += text),
    tell: (text) => void (stderr += text),
    signal,
  });
  return { code, stdout, stderr };
}

/** A short run with its result as a document. */
export async function loadOf(
  url: string,
  ...words: readonly string[]
): Promise<{ readonly code: number; readonly document: LoadDocument }> {
  const short = ["--duration=0.4", "--warm-up=0", "--rate=100", "--connections=4", "--timeout=2"];
  const { code, stdout } = await benchLoad([url, ...short, "--json", "--progress=none", ...words]);
  return { code, document: JSON.parse(stdout) as LoadDocument };
}

/** Starts a server on a free port of the loopback until the test is over. @returns the port. */
export async function listening(t: TestContext, server: Server): Promise<number> {
  const peers = new Set<{ destroy(): void }>();
  server.on("connection", (peer) => {
    peers.add(peer);
    peer.on("error", () => {}).on("close", () => peers.delete(peer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    for (const peer of peers) peer.destroy();
  });
  return (server.address() as AddressInfo).port;
}
