// The truth suite's traffic against the server's own bytes: that each request is the one the server
// reads, and that the check tells right, wrong and refused replies apart, whatever the protocol.

import assert from "node:assert/strict";
import { test } from "node:test";
import { codec as datagram } from "#load/codecs/datagram.ts";
import { codec as http } from "#load/codecs/http.ts";
import { codec as memcache } from "#load/codecs/memcache.ts";
import { STEP_INDEX_STRIDE } from "#model/traffic.ts";
import { FATE, type TruthPlan } from "../truth-server/truth-plan.ts";
import { datagramWire, httpWire, memcacheWire } from "../truth-server/truth-wire.ts";
import { ERRORS, WRONG_REPLIES } from "./truth-traffic.ts";
import { openTraffic as openHttp } from "./truth-traffic-http.ts";
import { openTraffic as openMemcache } from "./truth-traffic-memcache.ts";
import { openTraffic as openUdp } from "./truth-traffic-udp.ts";

const PROTOCOLS = [
  { name: "http", codec: http, open: openHttp, wireOf: httpWire },
  { name: "memcache", codec: memcache, open: openMemcache, wireOf: memcacheWire },
  { name: "udp", codec: datagram, open: openUdp, wireOf: datagramWire },
];

const INDEXES = [0, 9, 63, 64, STEP_INDEX_STRIDE, 2 ** 32 - 1];
/** 1: first and last byte are one. */
const LENGTHS = [1, 64, 1_000];

function settings(replyBytes: number) {
  return { scenario: "truth", seed: 1, parameters: { replyBytes } };
}

function planOf(replyBytes: number): TruthPlan {
  const none = { serviceNs: new Float64Array(0), fates: new Uint8Array(0) };
  return { firstIndex: 0, count: 0, otherServiceNs: 0, replyBytes, ...none };
}

for (const { name, codec, open, wireOf } of PROTOCOLS) {
  /** What the check says of `bytes` as the reply to `index`. */
  async function verdicts(replyBytes: number, replies: readonly (readonly [number, Buffer])[]) {
    const { check } = (await open(settings(replyBytes))).load;
    const codes = replies.map(([index, bytes]) => {
      const connection = codec.connection(1);
      connection.expect(0, index);
      let code = Number.NaN;
      // oxlint-disable-next-line max-params -- the seam's shape: numbers instead of an object
      connection.parse(bytes, 0, bytes.length, (_slot, status, from, to, replyCode) => {
        code = check.reply(index, 0, status, bytes, from, to, replyCode);
      });
      return code;
    });
    return { codes, tallies: check.tallies?.() };
  }

  test(`${name}: the server reads each request's index`, async () => {
    const { load } = await open(settings(64));
    const slab = Buffer.alloc(load.requestBytesMax + 3, 0xff);
    for (const index of INDEXES) {
      const bytes = load.writeRequest(slab, 2, index);
      const seen: number[] = [];
      const wire = wireOf(planOf(64));
      assert.equal(
        wire.read(slab.subarray(2, 2 + bytes), (each) => seen.push(each)),
        bytes,
      );
      assert.deepEqual(seen, [index]);
      assert.deepEqual([slab[1], slab[2 + bytes]], [0xff, 0xff], "nothing beside it");
    }
  });

  test(`${name}: right, wrong and refused replies are told apart and counted`, async () => {
    for (const replyBytes of LENGTHS) {
      const wire = wireOf(planOf(replyBytes));
      const replies = INDEXES.flatMap((index) =>
        [FATE.answer, FATE.wrong, FATE.error].map(
          (fate) => [index, wire.reply(index, fate)] as const,
        ),
      );
      const { codes, tallies } = await verdicts(replyBytes, replies);
      assert.deepEqual(
        codes,
        INDEXES.flatMap(() => [0, 2, 1]),
      );
      const each = INDEXES.length;
      assert.deepEqual(tallies, { [ERRORS]: each, [WRONG_REPLIES]: each });
    }
  });

  test(`${name}: the body of another request, or of another length, is wrong`, async () => {
    const [right, longer] = [wireOf(planOf(64)), wireOf(planOf(65))];
    const other = right.reply(7, FATE.answer);
    // Over UDP a reply names its request; only its body can be another's.
    if (name === "udp") other.writeUInt32LE(6, 0);
    const { codes } = await verdicts(64, [
      [6, other],
      [6, longer.reply(6, FATE.answer)],
    ]);
    assert.deepEqual(codes, [2, 2]);
  });
}

test("traffic without the length of its replies is refused, and says what is missing", () => {
  const given = { scenario: "truth", seed: 1, parameters: {} };
  assert.throws(() => openHttp(given), /parameters.replyBytes: received undefined; expected/);
});
