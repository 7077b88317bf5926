// What must be said beside a knee that is known from one side only. Its own file because the page
// shows knees in several places, and a bound that looks like a figure is a wrong figure.

import type { Value } from "#model/run-record.ts";

const NOTES: Readonly<Record<NonNullable<Value["outside"]>, string>> = {
  above: "above its grid",
  below: "below its grid",
  lab: "the lab's limit",
};

/** Undefined for a figure, and for all other metrics. */
export function kneeNote({ outside }: Pick<Value, "outside">): string | undefined {
  return outside === undefined ? undefined : NOTES[outside];
}
