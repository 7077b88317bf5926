// Meta commands beyond the conformance suite: what memcached 1.6.18 answers where flags meet, and
// where it is otherwise here. Whole lines through the protocol object, no socket.

import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import { Clock } from "../clock.ts";
import { type Outlet, Replies } from "../replies.ts";
import { MapStore } from "../stores/map-store.ts";
import { SegmentStore } from "../stores/segment-store.ts";
import type { Store } from "../stores/store.ts";
import { newCore } from "./core.ts";
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
    "h and l tell of reads and storing, u is none",
    [
      [
        "ms a 1 T100\r\n1\r\nmg a h l u\r\nmg a h l t\r\nmg a h l\r\n",
        "HD\r\nHD h0 l0\r\nHD h0 l0 t100\r\nHD h1 l0\r\n",
      ],
      ["set b 0 0 1\r\n1\r\nget b\r\nmg b h\r\n", "STORED\r\nVALUE b 0 1\r\n1\r\nEND\r\nHD h1\r\n"],
      ["mg no h l\r\nmg a P L\r\n", "EN\r\nHD\r\n"],
    ],
  ],
  [
    "mg N makes an item that one client is to store",
    [
      ["mg z N30 v t\r\nmg z N30 v t\r\n", "VA 0 t30 W\r\n\r\nVA 0 t30 Z\r\n\r\n"],
      ["mg z v s k\r\nms z 2\r\nhi\r\nmg z v\r\n", "VA 0 s0 kz Z\r\n\r\nHD\r\nVA 2\r\nhi\r\n"],
    ],
  ],
  [
    "mg R lets one client store what expires soon",
    [
      ["ms r 1 T30\r\n1\r\nmg r R30 t\r\nmg r R60 v t\r\n", "HD\r\nHD t30\r\nVA 1 t30 W\r\n1\r\n"],
      ["mg r R60 v t\r\nmg r R10\r\n", "VA 1 t30 Z\r\n1\r\nHD Z\r\n"],
      ["ms r 1\r\n1\r\nmg r R60\r\n", "HD\r\nHD\r\n"],
    ],
  ],
  [
    "md I and ms I declare a value out of date",
    [
      [
        "ms r 1 T30\r\n1\r\nmd r I\r\nmg r v\r\nmg r v\r\n",
        "HD\r\nHD\r\nVA 1 X W\r\n1\r\nVA 1 Z X\r\n1\r\n",
      ],
      [
        "md r I T50\r\nmg r t v\r\nmg r t v k\r\n",
        "HD\r\nVA 1 t50 X W\r\n1\r\nVA 1 t50 kr Z X\r\n1\r\n",
      ],
      ["ms s 1 T20\r\n1\r\nms s 1 I C1 T90\r\n2\r\n", "HD\r\nHD\r\n"],
      ["mg s v t\r\nmg s v c\r\n", "VA 1 t20 X W\r\n2\r\nVA 1 c# Z X\r\n2\r\n"],
      [
        "ms s 1 I C9007199254740991\r\n3\r\nms s 1 I\r\n3\r\nmg s v\r\n",
        "EX\r\nHD\r\nVA 1\r\n3\r\n",
      ],
      ["md no I k\r\nmd s I C1\r\n", "NF kno\r\nEX\r\n"],
    ],
  ],
  [
    "an item that a flag ended stays ended, whatever follows",
    [
      [
        "mg k N-1 T-1\r\nma k N-1 T-1 J5\r\nmg k\r\nset a 0 0 1\r\n1\r\n",
        "HD W\r\nHD\r\nEN\r\nSTORED\r\n",
      ],
      ["flush_all\r\nget a\r\n", "OK\r\nEND\r\n"],
      ["set k 0 0 1\r\n1\r\nmd k I T-1\r\nmg k v\r\n", "STORED\r\nHD\r\nEN\r\n"],
    ],
  ],
  [
    "keys in base64",
    [
      ["ms Zm9v 2 b k\r\nhi\r\nmg Zm9v b k v\r\n", "HD kZm9v b\r\nVA 2 kZm9v b\r\nhi\r\n"],
      ["mg foo k v\r\nget foo\r\n", "VA 2 kZm9v b\r\nhi\r\nVALUE foo 0 2\r\nhi\r\nEND\r\n"],
      ["mg Zm9v k v\r\nmg bWlzcw== b k\r\n", "EN kZm9v\r\nEN kbWlzcw== b\r\n"],
      ["mg m!iss b k\r\nmg bWlzcw b k\r\n", "EN kmiss b\r\nCLIENT_ERROR error decoding key\r\n"],
      ["ms foo 2\r\nhi\r\nmg Zm9v b k v\r\n", "HD\r\nVA 2 kfoo\r\nhi\r\n"],
      ["md Zm9v b k Oxx\r\nma n5 b\r\n", `HD kZm9v b Oxx\r\n${INVALID_OR_DUPLICATE}`],
    ],
  ],
  [
    "me tells what is known of an item",
    [
      ["me no\r\nme\r\n", "EN\r\nCLIENT_ERROR bad command line format\r\n"],
      [
        "ms Zm9v 2 b T100\r\nhi\r\nme Zm9v b\r\n",
        "HD\r\nME Zm9v exp=-100 la=0 cas=# fetch=no cls=1 size=5\r\n",
      ],
      [
        "mg foo\r\ntouch foo 0\r\nme foo\r\n",
        "HD\r\nTOUCHED\r\nME foo exp=-1 la=0 cas=# fetch=yes cls=1 size=5\r\n",
      ],
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

/** Where memcached would change something before it refuses. */
const OTHERWISE: typeof LIKE_MEMCACHED = [
  [
    "an opaque that is too long is refused before anything is changed",
    [
      [`ms n 1\r\n5\r\nma n ${opaque(32)}\r\n`, "HD\r\nCLIENT_ERROR opaque token too long\r\n"],
      [`ma o N0 ${opaque(32)}\r\nmg o\r\n`, "CLIENT_ERROR opaque token too long\r\nEN\r\n"],
      ["mg n v\r\n", "VA 1\r\n5\r\n"],
    ],
  ],
];

type StoreOf = (clock: Clock) => Store;

const STORES: readonly (readonly [name: string, storeOf: StoreOf])[] = [
  ["MapStore", (clock) => new MapStore(clock, MEMORY_BYTES)],
  [
    "SegmentStore",
    (clock) => {
      const options = { expiry: "exact", eviction: "merge", bucketTicks: 80 } as const;
      return new SegmentStore(clock, MEMORY_BYTES, options);
    },
  ],
];

class Client {
  nowMs = 0;
  readonly clock = new Clock({ monotonicMs: () => this.nowMs, unixMs: () => this.nowMs });
  readonly #session = newSession();
  readonly #protocol: TextProtocol;
  readonly #replies = new Replies("batches");
  #received = "";

  constructor(storeOf: StoreOf) {
    const { clock } = this;
    this.#protocol = new TextProtocol(newCore(storeOf(clock), clock, this.#replies));
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

for (const [name, storeOf] of STORES) {
  describe(`meta commands on a ${name}`, () => {
    for (const [what, exchanges] of [...LIKE_MEMCACHED, ...OTHERWISE]) {
      it(what, () => {
        const client = new Client(storeOf);
        for (const [request, reply] of exchanges) {
          assert.equal(client.say(request).replace(/ c(as=)?[1-9]\d*/g, " c$1#"), reply);
        }
      });
    }

    it("counts the seconds that are left, begun ones too", () => {
      const client = new Client(storeOf);
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
      const client = new Client(storeOf);
      client.say("ms a 1 T100\r\n1\r\nmg a v T50\r\nmg a\r\nmg b k q\r\n");
      const stats = client.say("stats\r\n");
      for (const line of ["cmd_get 3", "get_hits 2", "cmd_set 1", "cmd_touch 1"]) {
        assert.ok(stats.includes(`STAT ${line}\r\n`), line);
      }
    });
  });
}
