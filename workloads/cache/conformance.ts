// The conformance suite of the cache: what every contender must answer before it is timed, whatever
// its language. It lists cases only; the conversation is conformance/dialogue.ts. Left out: the
// binary protocol, TLS, and everything that needs time or load to show (eviction, expiry to the
// second, memory).

import type { ConformanceCase } from "#harness";
import { metaCases } from "./conformance/meta-cases.ts";
import { serverCases } from "./conformance/server-cases.ts";
import { transcriptCases } from "./conformance/transcript-cases.ts";
import { wireCases } from "./conformance/wire-cases.ts";

export const conformance: readonly ConformanceCase[] = [
  ...transcriptCases(),
  ...wireCases,
  ...serverCases,
  ...metaCases,
];
