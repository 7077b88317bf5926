// The conformance suite of the cache: what every contender must answer before it is timed, whatever its language. It
// lists cases only; the conversation is conformance/dialogue.ts. Left out: the meta and binary protocols, TLS, and
// everything that needs time or load to show (eviction, expiry to the second, memory).

import { serverCases } from "./conformance/server-cases.ts";
import { transcriptCases } from "./conformance/transcript-cases.ts";
import { wireCases } from "./conformance/wire-cases.ts";

export interface ConformanceCase {
  /** Unique in the suite. */
  readonly name: string;
  /**
   * Talks to the server on the loopback port over connections of its own; empties the cache first, so cases run one
   * after the other. Ends within seconds whatever the server does.
   * @returns undefined when passed, else one printable sentence with what was expected and what came.
   */
  run(port: number): Promise<string | undefined>;
}

export const conformance: readonly ConformanceCase[] = [
  ...transcriptCases(),
  ...wireCases,
  ...serverCases,
];
