// Every option that is accepted, and every way in which one is refused.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseArguments } from "./arguments.ts";

const MIB = 1_048_576;
const DEFAULTS = {
  memoryBytes: 64 * MIB,
  store: "segments",
  writes: "batches",
  expiry: "exact",
  eviction: "merge",
  bucketTicks: 80,
} as const;

describe("parseArguments", () => {
  it("has defaults", () => {
    assert.deepEqual(parseArguments([]), DEFAULTS);
  });

  it("reads what the lab appends", () => {
    assert.deepEqual(parseArguments(["--store=map-strings", "--memory-mib=512", "--threads=1"]), {
      ...DEFAULTS,
      memoryBytes: 512 * MIB,
      store: "map-strings",
    });
  });

  it("reads what a store in segments can be told", () => {
    const texts = ["--expiry=eager", "--eviction=cte", "--bucket-unit-ms=500"];
    assert.deepEqual(parseArguments([...texts, "--writes=each-reply"]), {
      ...DEFAULTS,
      writes: "each-reply",
      expiry: "eager",
      eviction: "cte",
      bucketTicks: 5,
    });
  });

  it("takes a certificate with its key", () => {
    assert.deepEqual(parseArguments(["--tls-key=k.pem", "--tls-cert=c=1.pem"]), {
      ...DEFAULTS,
      tlsCert: "c=1.pem",
      tlsKey: "k.pem",
    });
  });

  const names =
    "--memory-mib, --threads, --store, --writes, --expiry, --eviction, --tls-cert, --tls-key, " +
    "--bucket-unit-ms";
  const memory = "expected a whole number of MiB from 4 to 16384";
  const unit = "expected a multiple of 100 from 100 to 80000";
  const refusals: readonly (readonly [string, string])[] = [
    ["--memory-mib=", `--memory-mib: received "", ${memory}`],
    ["--memory-mib=3", `--memory-mib: received "3", ${memory}`],
    ["--memory-mib=1e3", `--memory-mib: received "1e3", ${memory}`],
    ["--threads=2", '--threads: received "2", expected 1'],
    ["--store=lru", '--store: received "lru", expected segments or map-strings'],
    ["--writes=", '--writes: received "", expected batches or each-reply'],
    ["--expiry=never", '--expiry: received "never", expected on-read or eager or exact'],
    ["--eviction=lru", '--eviction: received "lru", expected merge or fifo or cte or random'],
    ["--bucket-unit-ms=0", `--bucket-unit-ms: received "0", ${unit}`],
    ["--bucket-unit-ms=250", `--bucket-unit-ms: received "250", ${unit}`],
    ["--tls-cert=", '--tls-cert: received "", expected a file in PEM'],
    [
      "--tls-key=k",
      '--tls-cert: received "", expected a file in PEM, because the other one is given',
    ],
    [
      "--tls-cert=c",
      '--tls-key: received "", expected a file in PEM, because the other one is given',
    ],
    [
      "--expiry=eager",
      '--eviction: received "merge", expected fifo or cte or random with --expiry=eager',
    ],
    ["--port=1", `argument: received "--port=1", expected ${names}`],
    ["constructor=1", `argument: received "constructor=1", expected ${names}`],
  ];
  for (const [text, problem] of refusals) {
    it(`refuses ${text}`, () => assert.deepEqual(parseArguments([text]), { problem }));
  }
});
