// Plans that are not whole, and what is wrong with each. Its own file because both servers must
// refuse them with the same sentence as the reader of the file.

import { FATE, type TruthPlan, truthPlanBytes } from "./truth-plan.ts";

const HEAD_BYTES = 24;

/** Three requests from 7 on. */
export const SMALL_PLAN: TruthPlan = {
  firstIndex: 7,
  count: 3,
  otherServiceNs: 1_000,
  replyBytes: 70,
  serviceNs: Float64Array.of(0, 100_000.5, 3.6e12),
  fates: Uint8Array.of(FATE.answer, FATE.reset, FATE.silent),
};

function changed(change: (bytes: Buffer) => void): Buffer {
  const bytes = truthPlanBytes(SMALL_PLAN);
  change(bytes);
  return bytes;
}

/** Content of the file, and the sentence behind its name. */
export const DAMAGED_PLANS: readonly (readonly [bytes: Buffer, sentence: string])[] = [
  [Buffer.alloc(0), "received 0 bytes, expected at least 24; write it anew"],
  [Buffer.alloc(60), "does not begin with TPTRUTH1; expected the plan of a truth server"],
  [
    truthPlanBytes(SMALL_PLAN).subarray(0, 50),
    "received 50 bytes, expected 51 for 3 requests; write it anew",
  ],
  [
    changed((bytes) => bytes.writeUInt32LE(2 ** 32 - 2, 8)),
    "received 3 requests from 4294967294 on, expected indices below 2^32",
  ],
  [changed((bytes) => bytes.writeUInt32LE(0, 20)), "replyBytes: received 0, expected 1 to 65499"],
  [
    changed((bytes) => bytes.writeUInt32LE(65_500, 20)),
    "replyBytes: received 65500, expected 1 to 65499",
  ],
  [
    changed((bytes) => bytes.writeDoubleLE(Number.NaN, HEAD_BYTES + 8)),
    "service time 1 is not between 0 and 1 h",
  ],
  [
    changed((bytes) => bytes.writeDoubleLE(-1, HEAD_BYTES)),
    "service time 0 is not between 0 and 1 h",
  ],
  [
    changed((bytes) => bytes.writeUInt8(5, HEAD_BYTES + 24 + 2)),
    "fate 2: received 5, expected 0 to 4",
  ],
];
