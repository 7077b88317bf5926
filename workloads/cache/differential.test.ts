// The reference against memcached itself: the same commands over three connections in the same
// order must be answered with the same bytes. What may differ is masked: CAS numbers, and times
// that are counted in seconds.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import {
  noMemcached,
  type Started,
  startMemcached,
  startReference,
} from "./testing/started-servers.ts";

const CONNECTIONS = 3;
const SCRIPTS = 60;
const COMMANDS = 200;
/** The same scripts each time; TAILPROOF_SEED=<number> has others. */
const SEED = Number(process.env["TAILPROOF_SEED"] ?? 1);
const TIME_MS_MAX = 20_000;
/** Behind each turn of a connection: its reply says that all before it has been answered. */
const FENCE = "mn\r\n";
const FENCE_REPLY = "MN\r\n";
/** Stands for the number that this server gave the key last. */
const TOKEN = "@TOKEN@";
const FLAGS_MAX = 6;
const KEY_BYTES_MAX = 250;
/** The data of a refused line is read as a line, and above 2,048 bytes ends the connection. */
const VALUE_BYTES_MAX = 1_500;
const KEYS = Array.from({ length: 64 }, (_, key) => (key < 60 ? `k${key}` : "L".repeat(190 + key)));

interface Turn {
  readonly connection: number;
  readonly commands: readonly string[];
}

const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...KEYS.slice(0, 6)) },
  { weight: 4, arbitrary: fc.constantFrom(...KEYS) },
);
/**
 * Keys of numbers, apart from the others: whether memcached changes one in place, which keeps its
 * length and marks, depends on whether a reply still holds the item, which no client can know.
 */
const numberKey = fc.constantFrom("n0", "n1", "n2", "n3");
const shortKey = fc.oneof(
  { weight: 4, arbitrary: key.filter((name) => name.length <= KEY_BYTES_MAX) },
  { weight: 1, arbitrary: numberKey },
);
/** A key that is too long stands alone: memcached reads or touches those before it, too. */
const keyLists = fc.oneof(
  { weight: 9, arbitrary: fc.array(shortKey, { maxLength: 5 }) },
  { weight: 1, arbitrary: fc.array(key, { minLength: 1, maxLength: 1 }) },
);
const expiry = fc.constantFrom("0", "0", "0", "100", "-1", "2592000", "2592001", "x", "");
const flags = fc.constantFrom("0", "0", "5", "4294967295", "-1", "x");
const noreply = fc.constantFrom("", "", "", " noreply");
const numberValue = fc.constantFrom("0", "9", "10", "99", "18446744073709551615", "-1", "1x", "");
const value = fc.oneof(
  fc.constantFrom("0", "99", "abc"),
  fc.string({ maxLength: 60 }).map((text) => text.replaceAll(/[^ -~]/g, ".")),
  fc.nat(VALUE_BYTES_MAX).map((length) => "v".repeat(length)),
);
const delta = fc.constantFrom(
  "1",
  "5",
  "0",
  "18446744073709551615",
  "18446744073709551616",
  "-1",
  "x",
);

const storage = fc
  .tuple(
    fc.constantFrom("set", "set", "set", "add", "replace", "append", "prepend"),
    key,
    flags,
    expiry,
    value,
    noreply,
  )
  .map(([name, k, f, e, v, n]) => `${name} ${k} ${f} ${e} ${v.length}${n}\r\n${v}\r\n`);

const numberStorage = fc
  .tuple(fc.constantFrom("set", "set", "add"), numberKey, numberValue)
  .map(([name, k, v]) => `${name} ${k} 0 0 ${v.length}\r\n${v}\r\n`);

const casCommand = fc
  .tuple(key, value, fc.constantFrom(TOKEN, TOKEN, "1", "0", "x"), noreply)
  .map(([k, v, t, n]) => `gets ${k}\r\ncas ${k} 7 0 ${v.length} ${t}${n}\r\n${v}\r\n`);

const classic = fc.oneof(
  { weight: 8, arbitrary: storage },
  { weight: 3, arbitrary: numberStorage },
  { weight: 3, arbitrary: casCommand },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom("get", "gets"), keyLists)
      .map(([name, list]) => `${name} ${list.join(" ")}\r\n`),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom("gat", "gats"), expiry, keyLists)
      .map(([name, e, list]) => `${name} ${e} ${list.join(" ")}\r\n`),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom("incr", "decr"), numberKey, delta, noreply)
      .map(([name, k, d, n]) => `${name} ${k} ${d}${n}\r\n`),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(key, fc.constantFrom("", "", " 0", " 5", " noreply", " 0 noreply", " x y z"))
      .map(([k, rest]) => `delete ${k}${rest}\r\n`),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(key, expiry, noreply).map(([k, e, n]) => `touch ${k} ${e}${n}\r\n`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "flush_all\r\n",
      "nonsense\r\n",
      "\r\n",
      " get  k1  k2 \r\n",
      "set k1 0 0\r\n",
      "verbosity 1\r\n",
      "verbosity\r\n",
      "incr k1\r\n",
    ),
  },
);

function metaCommand(
  name: string,
  letters: readonly string[],
  data: fc.Arbitrary<string | undefined>,
  named: fc.Arbitrary<string> = key,
): fc.Arbitrary<string> {
  const maxLength = Math.min(letters.length, FLAGS_MAX);
  const list = fc.shuffledSubarray([...letters], { maxLength });
  return fc.tuple(named, list, data).map(([k, chosen, v]) => {
    const words = chosen.length === 0 ? "" : ` ${chosen.join(" ")}`;
    return v === undefined
      ? `${name} ${k}${words}\r\n`
      : `${name} ${k} ${v.length}${words}\r\n${v}\r\n`;
  });
}

const none = fc.constant(undefined);
const meta = fc.oneof(
  metaCommand(
    "mg",
    ["c", "f", "h", "k", "l", "s", "t", "v", "O123", "q", "u", "T30", "T0", "R60", "N30", "!"],
    none,
  ),
  metaCommand("mg", ["v", "k", "t", "h"], none),
  metaCommand(
    "ms",
    ["c", "k", "O9", "q", "F5", "T100", "T0", "ME", "MA", "MP", "MR", "MS", "Mx", "I", "C1"],
    value,
  ),
  metaCommand("md", ["q", "k", "O7", "I", "T30", "C1"], none),
  metaCommand(
    "ma",
    ["t", "v", "k", "q", "O5", "N0", "J5", "D3", "MD", "M+", "C1"],
    none,
    numberKey,
  ),
  metaCommand("mg", ["v", "t", "k"], none, numberKey),
  metaCommand("md", ["k", "q"], none, numberKey),
);

const commands = fc.oneof({ weight: 3, arbitrary: classic }, { weight: 2, arbitrary: meta });
const scripts: fc.Arbitrary<Turn[]> = fc.array(
  fc.record({
    connection: fc.nat(CONNECTIONS - 1),
    commands: fc.array(commands, { minLength: 1, maxLength: 8 }),
  }),
  { minLength: COMMANDS / 8, maxLength: COMMANDS / 4 },
);

/** One server with three connections to it, and the CAS numbers that it gave. */
class Peer {
  readonly #sockets: readonly Socket[];
  #token = "0";

  private constructor(sockets: readonly Socket[]) {
    this.#sockets = sockets;
  }

  static async open(port: number): Promise<Peer> {
    const sockets = Array.from({ length: CONNECTIONS }, () =>
      connect({ host: "127.0.0.1", port, noDelay: true }),
    );
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    for (const socket of sockets) socket.on("error", () => {});
    return new Peer(sockets);
  }

  /** What is answered to a turn, with what may differ masked. */
  async take({ connection, commands: list }: Turn): Promise<string> {
    const replies: string[] = [];
    for (const command of list) {
      // A number that is to be told first is asked for alone.
      const [asks, uses] = splitAtToken(command);
      if (uses !== undefined) {
        const told = await this.#say(connection, asks);
        this.#token = / (\d+)\r\n/.exec(told.slice(told.lastIndexOf("VALUE ")))?.[1] ?? "0";
        replies.push(masked(told));
      }
      const text = uses ?? asks;
      replies.push(masked(await this.#say(connection, text.replace(TOKEN, this.#token))));
    }
    return replies.join("");
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #say(connection: number, text: string): Promise<string> {
    const socket = this.#sockets[connection] as Socket;
    return new Promise((resolve, reject) => {
      let received = "";
      const timer = setTimeout(() => done(new Error(`no answer to ${text}: ${received}`)), 5_000);
      const ended = (): void => done(new Error(`the connection ended at ${text}: ${received}`));
      const done = (error?: Error): void => {
        clearTimeout(timer);
        socket.off("data", take);
        socket.off("close", ended);
        if (error === undefined) resolve(received);
        else reject(error);
      };
      const take = (chunk: Buffer): void => {
        received += chunk.toString("latin1");
        if (received.endsWith(FENCE_REPLY)) done();
      };
      socket.on("data", take);
      socket.once("close", ended);
      socket.write(Buffer.from(text + FENCE, "latin1"));
    });
  }
}

/** `gets` and what uses its answer. */
function splitAtToken(command: string): readonly [string, string | undefined] {
  if (!command.includes(TOKEN)) return [command, undefined];
  const end = command.indexOf("\r\n") + 2;
  return [command.slice(0, end), command.slice(end)];
}

function masked(replies: string): string {
  return replies
    .replaceAll(/^(VALUE \S+ \d+ \d+) \d+\r$/gm, "$1 #\r")
    .replaceAll(/^(VALUE n\d \d+) \d+(.*\r\n\d+) *\r$/gm, "$1 #$2\r")
    .replaceAll(/^VA \d+(.*\r\n\d+) *\r$/gm, "VA #$1\r")
    .replaceAll(/^((?:VA [\d#]+|HD|EN|NF|NS|EX)(?: .*)?)\r$/gm, (line) =>
      line.replaceAll(/ c[1-9]\d*/g, " c#").replaceAll(/ ([tl])\d+/g, " $1#"),
    );
}

async function compare(script: readonly Turn[], servers: readonly Started[]): Promise<void> {
  const peers = await Promise.all(servers.map(({ port }) => Peer.open(port)));
  const clear = { connection: 0, commands: ["flush_all\r\n"] };
  try {
    for (const turn of [clear, ...script]) {
      const [expected, received] = await Promise.all(peers.map((peer) => peer.take(turn)));
      assert.equal(received, expected, JSON.stringify(turn));
    }
  } finally {
    for (const peer of peers) peer.close();
  }
}

describe("the reference and memcached", { skip: noMemcached }, () => {
  let servers: readonly Started[];
  before(async () => {
    servers = await Promise.all([startMemcached(), startReference([])]);
  });
  after(() => {
    for (const { process: child } of servers) child.kill("SIGKILL");
  });

  it("answer alike", async () => {
    await fc.assert(
      fc.asyncProperty(scripts, (script) => compare(script, servers)),
      { numRuns: SCRIPTS, seed: SEED, interruptAfterTimeLimit: TIME_MS_MAX },
    );
  });
});
