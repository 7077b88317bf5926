// The log file: read as it was written, and refused in one sentence where it is damaged.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTruthLog, TruthLogError, TruthLogWriter } from "./truth-log.ts";

function written(): Buffer {
  const writer = new TruthLogWriter(3);
  writer.add({ index: 2 ** 32 - 1, connection: 7, arrivalNs: 1.5, startNs: 2, endNs: 2 ** 52 });
  writer.add({ index: 0, connection: 0, arrivalNs: 3, startNs: 2 ** 52, endNs: 2 ** 52 });
  writer.others = 4;
  return Buffer.from(writer.bytes());
}

test("what is written is read", () => {
  assert.deepEqual(parseTruthLog(written(), "log"), {
    count: 2,
    others: 4,
    index: Uint32Array.of(2 ** 32 - 1, 0),
    connection: Uint32Array.of(7, 0),
    arrivalNs: Float64Array.of(1.5, 3),
    startNs: Float64Array.of(2, 2 ** 52),
    endNs: Float64Array.of(2 ** 52, 2 ** 52),
  });
});

test("a damaged log is refused in one sentence", () => {
  const backwards = written();
  backwards.writeDoubleLE(1, 16 + 16);
  const timeless = written();
  timeless.writeDoubleLE(Number.NaN, 16 + 24);
  const cases: readonly (readonly [bytes: Buffer, sentence: string])[] = [
    [
      Buffer.alloc(0),
      "received 0 bytes that do not begin with TPTRLOG1; expected the log of a truth server",
    ],
    [
      Buffer.alloc(100),
      "received 100 bytes that do not begin with TPTRLOG1; expected the log of a truth server",
    ],
    [
      written().subarray(0, 79),
      "received 79 bytes, expected 80 for 2 requests; run the repetition again",
    ],
    [
      backwards,
      `record 0: received arrival 1.5, start 1, end ${2 ** 52}; expected them in this order`,
    ],
    [timeless, "record 0: received arrival 1.5, start 2, end NaN; expected them in this order"],
  ];
  for (const [bytes, sentence] of cases) {
    assert.throws(() => parseTruthLog(bytes, "a/log"), new TruthLogError(`a/log: ${sentence}`));
  }
});
