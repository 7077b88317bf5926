// How much a page shows where all of it would be too large, in steps: every page stays below a size
// that any reader opens at once. Its own file because it is the one place that says what goes
// first. What is left out is named on the page and stands in the record.

import type { Condition } from "#render/measurements.ts";

/** 300 KB: ten workloads in four languages, and opened at once over a slow line. */
export const PAGE_BYTES_MAX = 300_000;

export interface PageDetail {
  readonly recordBytesMax: number;
  /** Which rates of a scenario have a section of their own: ratios, numbers, percentiles. */
  readonly shows: (condition: Condition) => boolean;
  /** Tables with the main figures alone, lines with fewer points, maps of two contenders. */
  readonly brief: boolean;
  /** Whether there are charts over the time of a step. */
  readonly overTime: boolean;
  /** What the page then says of itself. */
  readonly shortened: string;
}

const CHIEF_RATES =
  "To stay small it shows one rate a scenario: the highest that every measured contender kept up " +
  "with. The other rates stand in the charts over offered load and in the record.";

const BRIEF =
  "Tables have their main rows alone, and maps over time are those of the reference and the floor.";

const NO_TIME = "Tables have their main rows alone, and charts over time are left out.";

/** From all to least. */
export const PAGE_DETAILS: readonly PageDetail[] = [
  { recordBytesMax: 40_000, shows: () => true, brief: false, overTime: true, shortened: "" },
  { recordBytesMax: 16_000, shows: () => true, brief: false, overTime: true, shortened: "" },
  {
    recordBytesMax: 16_000,
    shows: ({ chief }) => chief,
    brief: false,
    overTime: true,
    shortened: CHIEF_RATES,
  },
  {
    recordBytesMax: 4_000,
    shows: ({ chief }) => chief,
    brief: true,
    overTime: true,
    shortened: `${CHIEF_RATES} ${BRIEF}`,
  },
  {
    recordBytesMax: 4_000,
    shows: ({ chief }) => chief,
    brief: true,
    overTime: false,
    shortened: `${CHIEF_RATES} ${NO_TIME}`,
  },
];
