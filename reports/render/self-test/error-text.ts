// How an error against a known truth, and the bound of a counted share, become text. Its own file
// so that page, terminal, README and the panel of a run round alike, and never in our favour.

import { formatCount } from "#render/format.ts";

/** Narrow and unbreakable, as in format.ts. */
const THIN = "\u202f";
/** Below this, in percent, a figure is the truth to the digits that are printed of it. */
const ZERO_PCT = 0.005;
/** From here on two digits would round 99.7 % up to 100 %, as if nothing had been reported. */
const ALL_PCT = 99.5;

function sizeText(errorPct: number): string {
  const size = Math.abs(errorPct);
  if (errorPct > -100 && size >= ALL_PCT && size < 100)
    return (Math.floor(size * 10) / 10).toFixed(1);
  return size >= 100 ? formatCount(size) : String(Number(size.toPrecision(2)));
}

/** "−97 %", "+0.31 %", "0 %". */
export function formatErrorPct(errorPct: number): string {
  if (Math.abs(errorPct) < ZERO_PCT) return `0${THIN}%`;
  return `${errorPct < 0 ? "−" : "+"}${sizeText(errorPct)}${THIN}%`;
}

/** "97 % too low". */
export function errorInWords(errorPct: number): string {
  return `${sizeText(errorPct)}${THIN}% too ${errorPct < 0 ? "low" : "high"}`;
}

/** "≥ 96.9 %", rounded down: no bound may promise more than the count supports. */
export function lowerBoundText(share: number): string {
  return `≥${THIN}${(Math.floor(share * 1_000) / 10).toFixed(1)}${THIN}%`;
}

/** "≤ 1.3 %", rounded up. */
export function upperBoundText(share: number): string {
  return `≤${THIN}${(Math.ceil(share * 1_000) / 10).toFixed(1)}${THIN}%`;
}
