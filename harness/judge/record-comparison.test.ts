// Two records of the same thing: which are refused, which figures meet, and the interval of two
// unpaired groups of trials against figures worked by hand.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RunRecord, ServiceRecord, Trial } from "#model/run-record.ts";
import { sampleRecord } from "../../reports/golden/sample-record.ts";
import { NOISY_HOST } from "./labels.ts";
import { compareRecords, type RecordComparison } from "./record-comparison.ts";
import { unlikenessOf } from "./record-likeness.ts";
import { stepOf, trialOf } from "./scripted-outcome.ts";

/** A record whose only trials are these, of the reference. */
function recordOf(trials: readonly Trial[]): RunRecord {
  const record = sampleRecord();
  const [workload] = record.workloads;
  assert.ok(workload);
  return { ...record, workloads: [{ ...workload, trials }] };
}

/** Trials with this CPU per reply. */
function withCpu(...cpuNs: readonly number[]): Trial[] {
  return cpuNs.map((cpuNsPerReply, block) => {
    const step = stepOf(100_000);
    const contender = { ...step.contender, cpuNsPerReply };
    return trialOf({ contender: "reference", block }, { ...step, contender });
  });
}

/** The comparison of CPU per reply: the trials are alike in everything else. */
function ofCpu(a: readonly Trial[], b: readonly Trial[]): RecordComparison | undefined {
  const all = compareRecords(recordOf(a), recordOf(b));
  assert.deepEqual(
    all.filter(({ metric, significant }) => significant && metric !== "cpuNsPerReply"),
    [],
    "figures without scatter do not differ",
  );
  return all.find(({ metric }) => metric === "cpuNsPerReply");
}

describe("records are refused", () => {
  test("of other hosts, with every difference", () => {
    const a = sampleRecord();
    const b = { ...a, host: { ...a.host, cores: a.host.cores + 2, cpuModel: "other" } };
    assert.deepEqual(unlikenessOf(a, b), [
      `host: cpuModel: ${a.host.cpuModel} in the first, other in the second`,
      `host: cores: ${a.host.cores} in the first, ${a.host.cores + 2} in the second`,
    ]);
  });

  test("of other input, size, limits or workloads", () => {
    const a = sampleRecord();
    const changed = (changes: Partial<ServiceRecord>): RunRecord => ({
      ...a,
      workloads: a.workloads.map((workload) => ({ ...workload, ...changes })),
    });
    assert.match(unlikenessOf(a, changed({ datasetSha256: "0" })).join(), /data set/);
    assert.match(unlikenessOf(a, changed({ parameters: { keys: 1 } })).join(), /parameters/);
    assert.match(unlikenessOf(a, changed({ id: "other" })).join(), /workloads: .* other in the/);
    assert.match(unlikenessOf(a, { ...a, size: "rigorous" }).join(), /size: /);
    const equal = a.equal.map((fact) => ({ ...fact, value: `${fact.value}!` }));
    assert.equal(unlikenessOf(a, { ...a, equal }).length, a.equal.length);
  });

  test("not for the time of day, the commit or the trials", () => {
    const a = sampleRecord();
    const b = { ...a, startedAt: "2030-01-01T00:00:00Z", host: { ...a.host, commit: "other" } };
    assert.deepEqual(unlikenessOf(a, b), []);
  });
});

describe("figures of two records", () => {
  test("are compared by Welch's interval on logarithms", () => {
    // Logarithms 0, 1, 2 and 1, 2, 3: means 1 and 2, squared errors 1/3 each, 4 degrees of freedom;
    // t(0.95, 4) = 2.776.
    const exp = Math.exp;
    const found = ofCpu(withCpu(1, exp(1), exp(2)), withCpu(exp(1), exp(2), exp(3)));
    assert.ok(found?.low !== undefined && found.high !== undefined);
    const reach = 2.7764451 * Math.sqrt(2 / 3);
    // Less CPU is better: the second run is worse.
    assert.ok(Math.abs(Math.log(found.ratio) + 1) < 1e-9);
    assert.ok(Math.abs(Math.log(found.low) - (-1 - reach)) < 1e-6);
    assert.ok(Math.abs(Math.log(found.high) - (-1 + reach)) < 1e-6);
    assert.equal(found.significant, false);
    assert.deepEqual(found.trials, [3, 3]);
  });

  test("differ where the interval excludes 1", () => {
    const found = ofCpu(withCpu(100, 101, 102), withCpu(50, 50.5, 51));
    assert.equal(found?.significant, true);
    assert.ok(Math.abs((found?.ratio ?? 0) - 2) < 1e-9);
  });

  test("have no interval below three trials of each, and none of unlike rates", () => {
    const two = recordOf(withCpu(1, 2));
    const found = ofCpu(withCpu(1, 2), withCpu(1, 2, 3));
    assert.equal(found?.low, undefined);
    assert.equal(found?.significant, false);
    const elsewhere = withCpu(1, 2).map((trial) => ({
      ...trial,
      steps: trial.steps.map((step) => ({ ...step, offeredPerS: 7 })),
    }));
    assert.deepEqual(compareRecords(two, recordOf(elsewhere)), []);
  });

  test("leave out trials that support no claim", () => {
    const noisy = withCpu(1, 2, 3).map((trial) => ({
      ...trial,
      steps: trial.steps.map((step) => ({ ...step, labels: [NOISY_HOST] })),
    }));
    assert.deepEqual(compareRecords(recordOf(withCpu(1, 2, 3)), recordOf(noisy)), []);
  });
});
