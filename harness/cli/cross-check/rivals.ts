// The other load generators that the lab can be laid beside, in the order in which they are listed.

import { autocannon, autocannonUncorrected } from "./autocannon.ts";
import { fortio } from "./fortio.ts";
import { k6 } from "./k6.ts";
import { oha } from "./oha.ts";
import type { Rival, RivalId } from "./rival.ts";
import { vegeta } from "./vegeta.ts";
import { wrk } from "./wrk.ts";

export const rivals: readonly Rival[] = [
  autocannon,
  autocannonUncorrected,
  k6,
  vegeta,
  fortio,
  oha,
  wrk,
];

/** Those of these ids, in the order of the list. */
export function rivalsNamed(ids: readonly RivalId[]): readonly Rival[] {
  return rivals.filter(({ id }) => ids.includes(id));
}
