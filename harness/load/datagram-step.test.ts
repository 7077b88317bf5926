// Steps over UDP, through the generator process, against a peer that loses, doubles, cuts and makes
// up replies: every one of them is counted, and what is lost holds up nothing else.

import assert from "node:assert/strict";
import dgram from "node:dgram";
import { once } from "node:events";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { STEP_INDEX_STRIDE } from "#model/traffic.ts";
import { measureSteps, planFor } from "#testing/measured-step.ts";
import { plantingGround } from "#testing/planted-faults/planting-ground.ts";

const TRAFFIC = path.join(import.meta.dirname, "../testing/planted-faults/datagram-traffic.ts");
const STEP = { arrivals: "uniform", ratePerS: 1_000, durationS: 0.2, seed: 1 } as const;
const REQUESTS = STEP.ratePerS * STEP.durationS;
const [LOST, DOUBLED, CUT, STRANGE] = [3, 7, 11, 13];
const CYCLE = 20;
const OF_EACH = REQUESTS / CYCLE;

function repliesTo(request: Buffer): Buffer[] {
  const index = request.readUInt32LE();
  const right = Buffer.alloc(32);
  right.writeUInt32LE(index);
  switch ((index % STEP_INDEX_STRIDE) % CYCLE) {
    case LOST:
      return [];
    case DOUBLED:
      return [right, right];
    case CUT:
      return [right.subarray(0, 7)];
    case STRANGE: {
      const strange = Buffer.from(right);
      strange.writeUInt32LE(index + 1_000_000);
      return [strange, right];
    }
    default:
      return [right];
  }
}

async function peerOf(t: TestContext): Promise<number> {
  const peer = dgram.createSocket("udp4");
  peer.on("message", (request, { port, address }) => {
    for (const reply of repliesTo(request)) peer.send(reply, port, address);
  });
  peer.bind(0, "127.0.0.1");
  await once(peer, "listening");
  t.after(() => peer.close());
  return peer.address().port;
}

test("each fate of a reply is counted, in every step anew", { timeout: 30_000 }, async (t) => {
  const plan = planFor({
    protocol: "udp",
    port: await peerOf(t),
    trafficModule: TRAFFIC,
    traffic: { scenario: "numbered", seed: 1, parameters: {} },
    steps: [STEP, STEP],
    connections: 2,
    // Room for all: a busy machine may keep the peer waiting.
    inFlightMax: REQUESTS,
    drain: { minS: 0.1, factor: 1, maxS: 1 },
  });
  const ending = await measureSteps({ ...plantingGround(t), plan });
  assert.ok("outcomes" in ending, JSON.stringify(ending));
  for (const outcome of ending.outcomes) {
    const { planned, withheld, replied, unanswered, failed, mismatched } = outcome;
    assert.deepEqual(
      { planned, withheld, replied, unanswered, failed, mismatched },
      {
        planned: REQUESTS,
        withheld: 0,
        replied: REQUESTS - 2 * OF_EACH,
        unanswered: 2 * OF_EACH,
        failed: 0,
        mismatched: 0,
      },
    );
  }
  for (const { connections } of ending.notes) {
    assert.equal(connections.datagrams?.ignored, 3 * OF_EACH);
    assert.equal(connections.cutReplies, 0);
    assert.equal(connections.openAtEnd, plan.connections);
  }
});
