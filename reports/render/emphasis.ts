// Which contender variants are drawn boldly and named where there are too many to name. Its own
// file because charts, forest plot and headline must stress the same ones: the best of each role,
// the floor among them. Nothing is dropped for it; the others are drawn thin and stand in every
// table.

import type { Role } from "#model/contender.ts";
import type { QuantileName } from "#model/step.ts";
import { type Condition, type Measurement, variantLabel } from "#render/measurements.ts";
import { quantileFigure, RESPONSE } from "#render/quantile-figure.ts";

/** More lines than these cannot be told apart by colour, shape and dash at a glance. */
export const BOLD_MAX = 8;

/** Quantiles by which the best of a role is found: the first that any of them has. */
const JUDGED: readonly QuantileName[] = ["p99", "p50"];

function bestOf(measurements: readonly Measurement[]): Measurement | undefined {
  const right = measurements.filter(({ result }) => result.outcome === "measured");
  for (const name of JUDGED) {
    const found = right.flatMap((measurement) => {
      const figure = quantileFigure(measurement, RESPONSE, name);
      return figure.kind === "measured" ? [{ measurement, ns: figure.ns }] : [];
    });
    const [best] = found.toSorted((one, other) => one.ns - other.ns);
    if (best !== undefined) return best.measurement;
  }
  return right[0] ?? measurements[0];
}

/** The variant of a role with the lowest p99 at this rate; p50 where none has one. */
export function bestOfRole(condition: Condition, role: Role): Measurement | undefined {
  return bestOf(condition.measurements.filter(({ result }) => result.role === role));
}

/** Labels of the variants that are stressed: all where they are few, else the best of each role. */
export function boldVariants(condition: Condition): ReadonlySet<string> {
  const { measurements } = condition;
  const roles = new Set(measurements.map(({ result }) => result.role));
  const bold =
    measurements.length <= BOLD_MAX
      ? measurements
      : [...roles].flatMap((role) => bestOfRole(condition, role) ?? []);
  return new Set(bold.map(({ result }) => variantLabel(result)));
}
