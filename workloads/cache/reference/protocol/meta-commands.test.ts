// Meta commands beyond the conformance suite: what memcached 1.6.18 answers where flags meet, and
// what is refused here because it is left out. Whole lines through the protocol object, no socket.

import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import { Clock } from "../clock.ts";
import { type Outlet, Replies } from "../replies.ts";
import { ByteStore } from "../stores/byte-store.ts";
import { MapStore } from "../stores/map-store.ts";
import { newSession } from "./session.ts";
import { TextProtocol } from "./text-protocol.ts";

const MEMORY_BYTES = 8 * 1_048_576;
const INVALID = "CLIENT_ERROR invalid flag\r\n";
const INVALID_OR_DUPLICATE = "CLIENT_ERROR invalid or duplicate flag\r\n";
const BAD_TOKEN = "CLIENT_ERROR bad token in command line format\r\n";

type Exchange = readonly [request: string, reply: string];

/** In the order of a real line; each exchange as memcached answers it, CAS numbers as `#`. */
const LIKE_MEMCACHED: readonly (readonly [what: string, exchanges: readonly Exchange[]])[] = [
  [
    "mg T gives an expiry, which a t before it does not tell yet",
    [
      ["ms a 1\r\n5\r\nmg a T30 t\r\n", "HD\r\nHD t30\r\n"],
      ["mg a t T60 v f\r\nmg a t\r\n", "VA 1 t30 f0\r\n5\r\nHD t60\r\n"],
      ["mg a q T0\r\nmg a t\r\nmg b T5\r\n", "HD\r\nHD t-1\r\nEN\r\n"],
    ],
  ],
  [
    "ma T and N take effect in their order, and T without a reply too",
    [
      ["ma n t N100\r\nma n t\r\n", "HD t-1\r\nHD t100\r\n"],
      ["ma n t T50 v\r\nma n T60 t\r\n", "VA 1 t100\r\n2\r\nHD t60\r\n"],
      ["ma n q T70\r\nma n N100 t\r\n", "HD t70\r\n"],
      ["ma o N100 T60 t\r\nma p T60 N100 t\r\n", "HD t60\r\nHD t100\r\n"],
      ["ma r N0 T-1 J5 v\r\nma r\r\n", "VA 1\r\n5\r\nNF\r\n"],
    ],
  ],
  ["ma q does not silence a number that it made", [["ma n q N0\r\nma n q\r\n", "HD\r\n"]]],
  [
    "a CAS number with each mode",
    [
      ["ms a 1 MA C5\r\n1\r\nms a 1 MR C5\r\n1\r\n", "NS\r\nNF\r\n"],
      ["ms a 1 ME C5\r\n1\r\nms a 1 ME C5\r\n1\r\n", "HD\r\nNS\r\n"],
      ["ms a 1 MA C1\r\n2\r\nms a 1 MP C1 q\r\n2\r\n", "EX\r\nEX\r\n"],
      ["ms a 1 MR C1 c\r\n2\r\nms a 1 MS C1\r\n2\r\n", "EX c0\r\nEX\r\n"],
      ["mg a v\r\n", "VA 1\r\n1\r\n"],
    ],
  ],
  [
    "a CAS number of 0 is none to ma, append and prepend, and no item's to ms and md",
    [
      ["ms a 1 C0 c k\r\n1\r\nms a 1\r\n1\r\nms a 1 C0\r\n2\r\n", "NF c0 ka\r\nHD\r\nEX\r\n"],
      ["ma a C0 v\r\nms a 1 MA C0\r\n2\r\nmd a C0\r\n", "VA 1\r\n2\r\nHD\r\nEX\r\n"],
      ["mg a v c\r\n", "VA 2 c#\r\n22\r\n"],
    ],
  ],
  [
    "flags of other commands are accepted, and their arguments read",
    [
      ["mg a F5 C7 D3 J4 MX\r\nms a 1 f s t v D5\r\n1\r\n", "EN\r\nHD\r\n"],
      ["mg a Dx\r\nmg a Jx\r\n", numberProblems("delta", "initial")],
      ["ma a s f J5 T0 k\r\nmd a c s v t F1 T10 k\r\n", "HD ka\r\nHD ka\r\n"],
    ],
  ],
  [
    "of several wrong arguments the last is told, and a wrong flag before all",
    [
      ["ms a 1 MAA Tx\r\n1\r\nms a 1 Tx Fx\r\n1\r\n", BAD_TOKEN + BAD_TOKEN],
      ["ms a 1 Tx MAA\r\n1\r\n", "CLIENT_ERROR incorrect length for M token\r\n"],
      ["ms a 1 Tx !\r\n1\r\nmg a \x80\r\n", `${INVALID}CLIENT_ERROR duplicate flag\r\n`],
      [`ms a 1 ${opaque(32)} MX\r\n1\r\n`, "CLIENT_ERROR invalid mode for ms M token\r\n"],
      [`ms a 1 Tx ${opaque(32)}\r\n1\r\nmg a\r\n`, `${BAD_TOKEN}EN\r\n`],
    ],
  ],
  [
    "more than 19 tokens",
    [
      [`mg a${" !".repeat(17)}\r\nmg a${" !".repeat(18)}\r\n`, `${INVALID}${tooMany("are too")}`],
      [
        `md a${" !".repeat(17)}\r\nmd a${" !".repeat(18)}\r\n`,
        `${INVALID_OR_DUPLICATE}${tooMany("too")}`,
      ],
      [
        `ma a${" !".repeat(99)}\r\nms a 1${" !".repeat(17)}\r\nmn\r\n`,
        `${tooMany("too").repeat(2)}MN\r\n`,
      ],
    ],
  ],
];

function opaque(bytes: number): string {
  return `O${"o".repeat(bytes)}`;
}

function numberProblems(...names: readonly string[]): string {
  return names.map((name) => `CLIENT_ERROR invalid numeric ${name} value\r\n`).join("");
}

function tooMany(words: string): string {
  return `CLIENT_ERROR options flags ${words} long\r\n`;
}

/** Where memcached would do more, or would do it before it refuses. */
const OTHERWISE: typeof LIKE_MEMCACHED = [
  [
    "flags that are left out are invalid",
    [
      ["mg a h\r\nmg a l\r\nmg YQ== b\r\nmg a R5\r\nmg a N5\r\n", INVALID.repeat(5)],
      ["ms a 1 I\r\n1\r\nms a 1 MA N5\r\n1\r\nms YQ== 1 b\r\n1\r\n", INVALID.repeat(3)],
      ["md a I\r\nma a b\r\n", INVALID_OR_DUPLICATE.repeat(2)],
    ],
  ],
  [
    "an opaque that is too long is refused before anything is changed",
    [
      [`ms n 1\r\n5\r\nma n ${opaque(32)}\r\n`, "HD\r\nCLIENT_ERROR opaque token too long\r\n"],
      [`ma o N0 ${opaque(32)}\r\nmg o\r\n`, "CLIENT_ERROR opaque token too long\r\nEN\r\n"],
      ["mg n v\r\n", "VA 1\r\n5\r\n"],
    ],
  ],
];

class Client {
  nowMs = 0;
  readonly clock = new Clock({ monotonicMs: () => this.nowMs, unixMs: () => this.nowMs });
  readonly #session = newSession();
  readonly #protocol: TextProtocol;
  readonly #replies = new Replies("per-chunk");
  #received = "";

  constructor(Store: typeof ByteStore | typeof MapStore) {
    this.#protocol = new TextProtocol(
      new Store(this.clock, MEMORY_BYTES),
      this.clock,
      this.#replies,
    );
    const write = (bytes: Buffer): boolean => {
      this.#received += bytes.toString("latin1");
      return true;
    };
    const socket = { write, writableLength: 0, destroyed: false } as unknown as Socket;
    const outlet: Outlet = { socket, unsentBytes: 0, sent: () => {} };
    this.#replies.begin(outlet);
  }

  /** Answers to whole commands. */
  say(text: string): string {
    const bytes = Buffer.from(text, "latin1");
    this.clock.advance();
    assert.equal(this.#protocol.run(this.#session, bytes, 0, bytes.length), bytes.length);
    this.#replies.flush();
    const received = this.#received;
    this.#received = "";
    return received;
  }
}

for (const Store of [ByteStore, MapStore]) {
  describe(`meta commands on a ${Store.name}`, () => {
    for (const [what, exchanges] of [...LIKE_MEMCACHED, ...OTHERWISE]) {
      it(what, () => {
        const client = new Client(Store);
        for (const [request, reply] of exchanges) {
          assert.equal(client.say(request).replace(/ c[1-9]\d*/g, " c#"), reply);
        }
      });
    }

    it("counts the seconds that are left, begun ones too", () => {
      const client = new Client(Store);
      client.nowMs = 40;
      client.say("ms a 1 T2\r\n1\r\n");
      for (const [nowMs, reply] of [
        [40, "HD t2\r\n"],
        [999, "HD t2\r\n"],
        [1_000, "HD t1\r\n"],
        [1_999, "HD t1\r\n"],
        [2_000, "HD t0\r\n"],
        [2_100, "EN\r\n"],
      ] as const) {
        client.nowMs = nowMs;
        assert.equal(client.say("mg a t\r\n"), reply, `after ${nowMs} ms`);
      }
    });

    it("counts what mg, ms and T do", () => {
      const client = new Client(Store);
      client.say("ms a 1 T100\r\n1\r\nmg a v T50\r\nmg a\r\nmg b k q\r\n");
      const stats = client.say("stats\r\n");
      for (const line of ["cmd_get 3", "get_hits 2", "cmd_set 1", "cmd_touch 1"]) {
        assert.ok(stats.includes(`STAT ${line}\r\n`), line);
      }
    });
  });
}
