// Samples to the quantiles that a record stores, by the same recorder, payload and rules as a real
// run. Its own file because both the sample steps and the unit tests of the page need it.

import { encodePayload } from "#histogram/payload.ts";
import { quantilesOf } from "#histogram/quantiles.ts";
import { Recorder } from "#histogram/recorder.ts";
import type { Quantiles } from "#model/step.ts";

/** @param censored requests that were withheld or never answered. */
export function sampleQuantiles(samplesNs: readonly number[], censored: number): Quantiles {
  const recorder = new Recorder();
  for (const ns of samplesNs) recorder.record(ns);
  const maxNs = samplesNs.length === 0 ? null : recorder.maxNs;
  return quantilesOf(encodePayload(recorder), { maxNs, sumNs: recorder.sumNs, censored });
}
