// Every option that is accepted, and every way in which one is refused.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseArguments } from "./arguments.ts";

const MIB = 1_048_576;

describe("parseArguments", () => {
  it("has defaults", () => {
    assert.deepEqual(parseArguments([]), { memoryBytes: 64 * MIB, store: "bytes" });
  });

  it("reads what the lab appends", () => {
    assert.deepEqual(parseArguments(["--store=map-strings", "--memory-mib=512", "--threads=1"]), {
      memoryBytes: 512 * MIB,
      store: "map-strings",
    });
  });

  const refusals: readonly (readonly [string, string])[] = [
    ["--memory-mib=", '--memory-mib: received "", expected a whole number of MiB from 4 to 16384'],
    [
      "--memory-mib=3",
      '--memory-mib: received "3", expected a whole number of MiB from 4 to 16384',
    ],
    [
      "--memory-mib=1e3",
      '--memory-mib: received "1e3", expected a whole number of MiB from 4 to 16384',
    ],
    ["--threads=2", '--threads: received "2", expected 1'],
    ["--store=lru", '--store: received "lru", expected map-strings or bytes'],
    [
      "--port=1",
      'argument: received "--port=1", expected --memory-mib=N, --threads=1 or --store=NAME',
    ],
  ];
  for (const [text, problem] of refusals) {
    it(`refuses ${text}`, () => assert.deepEqual(parseArguments([text]), { problem }));
  }
});
