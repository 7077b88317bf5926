// The small language of --arrivals.

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrivalsIn } from "./arrivals-option.ts";

const read = arrivalsIn(import.meta.dirname);

test("plain words are a constant rate", () => {
  for (const arrivals of ["uniform", "poisson"] as const) {
    assert.deepEqual(read(arrivals), { value: { arrivals, shape: { kind: "constant" } } });
  }
});

test("shapes are random arrivals at a rate that moves", () => {
  const shapes = {
    "ramp:1-5": { kind: "ramp", from: 1, to: 5 },
    "steps:1,0,2.5": { kind: "steps", levels: [1, 0, 2.5] },
    "sine:10s,0.5": { kind: "sine", periodS: 10, amplitude: 0.5 },
    "burst:4,0.2s,0.8": { kind: "burst", factor: 4, meanBurstS: 0.2, meanCalmS: 0.8 },
  };
  for (const [text, shape] of Object.entries(shapes)) {
    assert.deepEqual(read(text), { value: { arrivals: "poisson", shape } }, text);
  }
});

test("a trace is a file beside the caller", () => {
  const reading = read("trace:arrivals-option.test.ts");
  assert.ok("value" in reading);
  assert.deepEqual(reading.value.shape, { kind: "trace", file: import.meta.filename });
  const missing = read("trace:nowhere.txt");
  assert.ok("expected" in missing && /nowhere\.txt does not exist/.test(missing.expected));
});

test("what is no shape is told with all forms", () => {
  for (const text of ["", "posson", "ramp:0-0", "ramp:1", "steps:", "steps:1,x", "sine:10s,2"]) {
    const reading = read(text);
    assert.ok("expected" in reading && reading.expected.includes("burst:4,0.2s,0.8s"), text);
  }
  for (const text of ["burst:4", "burst:4,0,1", "burst:-1,1,1", "sine:0,0.5", "ramp:1-2-3"]) {
    assert.ok("expected" in read(text), text);
  }
});
