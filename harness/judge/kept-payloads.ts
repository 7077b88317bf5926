// Which histograms and timelines of a step stay in the record, and how fine. Every figure stays as
// it was computed; payloads are for merging and drawing later, and one in full takes 8 KB, of which
// a standard run would have 3,000.
//
// Its own file because it decides what can be computed from a record later: the response time at
// the compared rates in full, all else of these rates to 1 %, and of the grid the response time to
// 1 %.

import { coarsePayload } from "#histogram/payload.ts";
import type { Quantiles, Step, TimeQuantiles } from "#model/step.ts";

/** The step as it is kept: an empty `hdr` or `intendedCounts` was there and was left out. */
export function keptStep(step: Step): Step {
  return step.gridPosition === null ? keptCompared(step) : keptOnGrid(step);
}

function keptCompared(step: Step): Step {
  const { service, lag, all } = step;
  return { ...step, service: coarse(service), lag: coarse(lag), all: coarseResponse(all) };
}

function keptOnGrid(step: Step): Step {
  return {
    ...step,
    response: coarse(step.response),
    service: bare(step.service),
    lag: bare(step.lag),
    all: {
      response: bare(step.all.response),
      service: bare(step.all.service),
      lag: bare(step.all.lag),
    },
    timeline: { ...step.timeline, intendedCounts: "" },
  };
}

/** Service time and lag of disturbed requests are shown nowhere but as figures. */
function coarseResponse({ response, service, lag }: TimeQuantiles): TimeQuantiles {
  return { response: coarse(response), service: bare(service), lag: bare(lag) };
}

function coarse(quantiles: Quantiles): Quantiles {
  return { ...quantiles, hdr: coarsePayload(quantiles.hdr) };
}

function bare(quantiles: Quantiles): Quantiles {
  return { ...quantiles, hdr: "" };
}
