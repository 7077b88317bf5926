// The conformance suite of the cache: what every contender must answer before it is timed, whatever
// its language. It lists cases only; the conversation is conformance/dialogue.ts. Left out: the
// meta and binary protocols, TLS, and everything that needs time or load to show (eviction, expiry
// to the second, memory).

import type { ConformanceCase } from "#harness";
import { serverCases } from "./conformance/server-cases.ts";
import { transcriptCases } from "./conformance/transcript-cases.ts";
import { wireCases } from "./conformance/wire-cases.ts";

export const conformance: readonly ConformanceCase[] = [
  ...transcriptCases(),
  ...wireCases,
  ...serverCases,
];
