// How a number of a record becomes text, for the page and for the terminal alike. One file, so that
// a figure reads the same wherever it stands: three significant digits, SI steps, a narrow no-break
// space before the unit. No arithmetic on measurements happens here.

import { BYTES_PER_KIB } from "#model/units.ts";

/** U+202F, narrow and unbreakable: a number never loses its unit at the end of a line. */
const THIN = "\u202f";
/** What stands where there is no number. */
export const NO_NUMBER = "–";
/** More digits than these would claim a precision that no run on a shared machine has. */
const SIGNIFICANT = 3;

interface Unit {
  readonly symbol: string;
  readonly size: number;
}

const DURATIONS: readonly Unit[] = [
  { symbol: "ns", size: 1 },
  { symbol: "µs", size: 1e3 },
  { symbol: "ms", size: 1e6 },
  { symbol: "s", size: 1e9 },
];

const BYTES: readonly Unit[] = ["B", "KiB", "MiB", "GiB", "TiB"].map((symbol, step) => ({
  symbol,
  size: BYTES_PER_KIB ** step,
}));

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** Three significant digits without an exponent; whole numbers bare, from 1,000 on grouped. */
export function formatNumber(value: number): string {
  const sign = value < 0 ? "−" : "";
  const size = Math.abs(value);
  if (size >= 10 ** SIGNIFICANT - 0.5) return sign + grouped(Math.round(size).toFixed(0));
  if (Number.isInteger(size)) return sign + String(size);
  const rounded = Number(size.toPrecision(SIGNIFICANT));
  const decimals = rounded === 0 ? 0 : SIGNIFICANT - 1 - Math.floor(Math.log10(rounded));
  return sign + rounded.toFixed(Math.min(Math.max(decimals, 0), 20));
}

/**
 * Above this a value is printed in the next unit, bytes too: 0.986 MiB has three digits, 1,010 KiB
 * four.
 */
const UNIT_FULL = 1_000;

function formatScaled(value: number, units: readonly Unit[]): string {
  const fits = units.find(({ size }) => Math.round(Math.abs(value) / size) < UNIT_FULL);
  const unit = fits ?? (units.at(-1) as Unit);
  return `${formatNumber(value / unit.size)}${THIN}${unit.symbol}`;
}

/** @param ns nanoseconds. */
export function formatNs(ns: number): string {
  return formatScaled(ns < 1 && ns > -1 ? Math.round(ns) : ns, DURATIONS);
}

/** A difference, always with its sign. */
export function formatSignedNs(ns: number): string {
  return ns > 0 ? `+${formatNs(ns)}` : formatNs(ns);
}

export function formatBytes(bytes: number): string {
  return formatScaled(bytes, BYTES);
}

/** Whole and grouped: 3 digits would hide the 1 % between offered and achieved. */
export function formatPerS(perS: number): string {
  return `${formatCount(perS)}/s`;
}

export function formatCount(count: number): string {
  return grouped(Math.round(count).toFixed(0));
}

/** @param share 0 … 1; printed in per cent, never rounded down to a false 0. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0) return `0${THIN}%`;
  if (Math.abs(percent) < 0.01) return `<${THIN}0.01${THIN}%`;
  return `${Number(percent.toPrecision(2))}${THIN}%`;
}

export function formatSeconds(seconds: number): string {
  return `${formatNumber(seconds)}${THIN}s`;
}

/** "×3.21"; above 1 the contender that is named first is better. */
export function formatRatio(ratio: number): string {
  return `×${formatNumber(ratio)}`;
}

/** A value in the unit that its metric is recorded in. */
export function formatValue(value: number | null, unit: string): string {
  if (value === null) return NO_NUMBER;
  if (unit === "ns") return formatNs(value);
  if (unit === "B") return formatBytes(value);
  if (unit === "1/s") return formatPerS(value);
  return unit === "" ? formatNumber(value) : `${formatNumber(value)}${THIN}${unit}`;
}

/**
 * "94.0 … 94.6 µs": the unit once where both ends have the same; one number where both read the
 * same.
 */
export function formatRange(low: number, high: number, format: (value: number) => string): string {
  const [from, to] = [format(low), format(high)];
  if (from === to) return from;
  const unit = /\D*$/.exec(to)?.[0] ?? "";
  return `${from.endsWith(unit) ? from.slice(0, from.length - unit.length) : from} … ${to}`;
}

/**
 * A record's text may hold escape sequences; in a terminal they could move the cursor or hide a
 * line.
 */
const CONTROLS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * The same text for a terminal, where the narrow space is not everywhere narrow, nor one column
 * wide.
 */
export function plainText(text: string): string {
  return text.replaceAll(THIN, " ").replace(CONTROLS, "\ufffd");
}
