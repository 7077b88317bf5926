// A logarithmic axis: where a value stands, in per cent of the axis, and which values get a tick.
// Its own file because three charts share it. Knows nothing of SVG or of units.

export interface LogAxis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** 0 … 100 from low to high; values outside are held at the ends. */
  percent(value: number): number;
}

function ticksBetween(low: number, high: number, steps: readonly number[]): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const decades = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  return decades
    .flatMap((decade) => steps.map((step) => step * 10 ** decade))
    .map((tick) => Number(tick.toPrecision(3)))
    .filter((tick) => tick >= low && tick <= high);
}

function axisTicks(low: number, high: number, ticksMax: number): number[] {
  for (const steps of [[1, 2, 5], [1, 3], [1]]) {
    const ticks = ticksBetween(low, high, steps);
    if (ticks.length <= ticksMax) return ticks;
  }
  const decades = ticksBetween(low, high, [1]);
  const every = Math.ceil(decades.length / ticksMax);
  return decades.filter((_, at) => at % every === 0);
}

/** An axis from `low` to `high`, both above 0, with as many round ticks as `ticksMax` allows. */
export function logAxis(low: number, high: number, ticksMax: number): LogAxis {
  const from = Math.log10(low);
  const span = Math.log10(high) - from;
  return {
    low,
    high,
    ticks: axisTicks(low, high, ticksMax),
    percent(value) {
      if (value <= low || span <= 0) return 0;
      return Math.min(100, ((Math.log10(value) - from) / span) * 100);
    },
  };
}
