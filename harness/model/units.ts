// The unit conversions of the whole project. Inside the harness a duration is a whole number of
// nanoseconds in a float64 (exact below 104 days); other units exist only at the edges: plans and
// records say seconds where people read them, and rounding for display belongs to reports/render.

export const NS_PER_US = 1_000;
export const NS_PER_MS = 1_000_000;
export const NS_PER_S = 1_000_000_000;
export const MS_PER_S = 1_000;
export const BYTES_PER_KIB = 1_024;
export const BYTES_PER_MIB = 1_048_576;
