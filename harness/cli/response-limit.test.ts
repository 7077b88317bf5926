// The small language of --slo.

import assert from "node:assert/strict";
import { test } from "node:test";
import { responseLimit } from "./response-limit.ts";

test("quantile and time are read with their unit", () => {
  assert.deepEqual(responseLimit("response.p99<5ms"), { value: { quantile: "p99", limitNs: 5e6 } });
  assert.deepEqual(responseLimit(" response.p99.9 <= 250us "), {
    value: { quantile: "p99.9", limitNs: 250_000 },
  });
  assert.deepEqual(responseLimit("response.p50<0.5s"), {
    value: { quantile: "p50", limitNs: 5e8 },
  });
});

test("what is not a limit is told with an example", () => {
  for (const text of ["", "p99<5ms", "response.p98<5ms", "response.p99<5", "response.p99>5ms"]) {
    const reading = responseLimit(text);
    assert.ok("expected" in reading && reading.expected.includes("response.p99<5ms"), text);
  }
  assert.ok("expected" in responseLimit("response.p99<0ms"));
});
