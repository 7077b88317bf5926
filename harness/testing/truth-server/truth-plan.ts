// What the truth server is to do with each request, and the file in which it is told so: how long
// the request is in service, and what becomes of its reply.
//
// Its own file because three sides share it: who draws the plan, the server in C and its twin in
// TypeScript. How service times are drawn is not known here.
//
//   "TPTRUTH1", u32 firstIndex, u32 count, u32 otherServiceNs, u32 replyBytes,
//   count x f64 serviceNs, count x u8 fate                                 all little endian

import { readFileSync, writeFileSync } from "node:fs";

/** What becomes of a request's reply. The numbers stand in the file. */
export const FATE = {
  answer: 0,
  /** HTTP 500, `SERVER_ERROR planted`, or status 1 of a datagram. */
  error: 1,
  /** The first byte of the body is changed. */
  wrong: 2,
  /** It is served, and nothing is sent. */
  silent: 3,
  /** Answered; then the connection is reset. A datagram is answered alone. */
  reset: 4,
} as const;
const FATE_MAX = 4;

export interface TruthPlan {
  /** Requests firstIndex … firstIndex + count − 1 are planned; a whole number below 2^32. */
  readonly firstIndex: number;
  readonly count: number;
  /** Service time of all other requests (gate, warm-up), which are answered and not logged. */
  readonly otherServiceNs: number;
  /** Length of a reply's body, 1 to REPLY_BYTES_MAX. */
  readonly replyBytes: number;
  /** Of `count` requests, 0 or more. */
  readonly serviceNs: Float64Array;
  /** Of `count` requests, from FATE. */
  readonly fates: Uint8Array;
}

/** The body of the largest datagram over IPv4, behind the 8 bytes of its index and status. */
export const REPLY_BYTES_MAX = 65_499;

const MAGIC = "TPTRUTH1";
const HEAD_BYTES = 24;
const BYTES_PER_REQUEST = 9;
const INDEX_COUNT = 2 ** 32;

/** A plan that no server can follow, or a file that holds none. */
export class TruthPlanError extends Error {}

/** @throws TruthPlanError for a plan that no server can follow. */
export function writeTruthPlan(file: string, plan: TruthPlan): void {
  writeFileSync(file, truthPlanBytes(plan));
}

export function truthPlanBytes(plan: TruthPlan): Buffer {
  const { serviceNs, fates } = plan;
  const problem = planProblem(plan);
  if (problem !== undefined) throw new TruthPlanError(`truth plan: ${problem}`);
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(MAGIC, "latin1");
  const numbers = [plan.firstIndex, plan.count, plan.otherServiceNs, plan.replyBytes];
  numbers.forEach((number, at) => head.writeUInt32LE(number, MAGIC.length + 4 * at));
  const times = Buffer.from(serviceNs.buffer, serviceNs.byteOffset, serviceNs.byteLength);
  return Buffer.concat([head, times, fates]);
}

/** @throws TruthPlanError for a file that holds no plan, in the words of the server in C. */
export function readTruthPlan(file: string): TruthPlan {
  const parsed = parseTruthPlan(readFileSync(file));
  if (typeof parsed === "string") throw new TruthPlanError(`--plan: ${file}: ${parsed}`);
  return parsed;
}

/** @returns the plan, or what is wrong with the bytes. */
export function parseTruthPlan(bytes: Buffer): TruthPlan | string {
  if (bytes.length < HEAD_BYTES) {
    return `received ${bytes.length} bytes, expected at least ${HEAD_BYTES}; write it anew`;
  }
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) {
    return `does not begin with ${MAGIC}; expected the plan of a truth server`;
  }
  const number = (at: number): number => bytes.readUInt32LE(MAGIC.length + 4 * at);
  const count = number(1);
  const expected = HEAD_BYTES + BYTES_PER_REQUEST * count;
  if (bytes.length !== expected) {
    const wanted = `expected ${expected} for ${count} requests; write it anew`;
    return `received ${bytes.length} bytes, ${wanted}`;
  }
  const serviceNs = new Float64Array(count);
  for (let at = 0; at < count; at++) serviceNs[at] = bytes.readDoubleLE(HEAD_BYTES + 8 * at);
  const plan: TruthPlan = {
    firstIndex: number(0),
    count,
    otherServiceNs: number(2),
    replyBytes: number(3),
    serviceNs,
    fates: Uint8Array.from(bytes.subarray(HEAD_BYTES + 8 * count)),
  };
  return planProblem(plan) ?? plan;
}

/** No request is in service for longer: an hour. Beyond it a double may lose nanoseconds. */
const SERVICE_NS_MAX = 3.6e12;

function planProblem(plan: TruthPlan): string | undefined {
  const { firstIndex, count, otherServiceNs, replyBytes, serviceNs, fates } = plan;
  if (serviceNs.length !== count || fates.length !== count) {
    const lengths = `received ${serviceNs.length} service times and ${fates.length} fates`;
    return `${lengths}, expected ${count} of each`;
  }
  for (const [name, value] of Object.entries({ firstIndex, count, otherServiceNs })) {
    if (!Number.isInteger(value) || value < 0 || value >= INDEX_COUNT) {
      return `${name}: received ${value}, expected a whole number below 2^32`;
    }
  }
  if (firstIndex + count > INDEX_COUNT) {
    return `received ${count} requests from ${firstIndex} on, expected indices below 2^32`;
  }
  if (!Number.isInteger(replyBytes) || replyBytes < 1 || replyBytes > REPLY_BYTES_MAX) {
    return `replyBytes: received ${replyBytes}, expected 1 to ${REPLY_BYTES_MAX}`;
  }
  // Not as `< 0`, which is false for NaN.
  const untimed = serviceNs.findIndex((each) => !(each >= 0 && each <= SERVICE_NS_MAX));
  if (untimed >= 0) return `service time ${untimed} is not between 0 and 1 h`;
  const unknown = fates.findIndex((fate) => fate > FATE_MAX);
  if (unknown < 0) return undefined;
  return `fate ${unknown}: received ${fates[unknown]}, expected 0 to ${FATE_MAX}`;
}
