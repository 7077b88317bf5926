// The result of a load run as one document: what `--json` prints and what the text is made of. What
// was sent is named, never repeated: a header may hold a secret.

import { plainText } from "#render/format.ts";
import type { CrossCheck } from "#cli/cross-check/cross-checks.ts";
import type { Probe, TlsFacts } from "./load-probe.ts";
import type { LoadSettings, LoadWords } from "./load-options.ts";
import type { LoadRequest } from "./load-request.ts";
import type { LoadEnding } from "./load-run.ts";
import type { LoadResult } from "./load-result.ts";
import type { LoadTarget } from "./load-target.ts";
import { loadExitCode, loadVerdict } from "./load-verdict.ts";

/** Names the form of the document; another one means that keys changed. */
const SCHEMA = "tailproof.load/1";

export interface LoadDocument extends LoadResult {
  readonly schema: typeof SCHEMA;
  /** What it is worth, as the last line of the text says. */
  readonly verdict: string;
  /** Of the process, unless it was ended by a signal or stdout could not be written. */
  readonly exitCode: number;
  readonly target: {
    readonly url: string;
    readonly scheme: string;
    readonly host: string;
    /** The one that was connected to; null: none answered. */
    readonly address: string | null;
    readonly port: number;
    /** null: the connections are not encrypted. */
    readonly tls: TlsFacts | null;
  };
  /** Where the generator ran. */
  readonly placement: string;
  /** What other tools report at the same rates; absent: nobody asked. */
  readonly crossChecks?: readonly CrossCheck[];
}

export interface LoadFacts {
  readonly target: LoadTarget;
  readonly settings: LoadSettings;
  readonly requests: readonly LoadRequest[];
  readonly words: Pick<LoadWords, "arrivals" | "expectStatus">;
  readonly probe: Probe;
  readonly placement: string;
  readonly ending: LoadEnding;
  /** Undefined: nobody asked for any. */
  readonly crossChecks: readonly CrossCheck[] | undefined;
}

export function loadDocument(facts: LoadFacts): LoadDocument {
  const { target, probe, placement, crossChecks } = facts;
  const { url, scheme, host, port } = target;
  const result = resultOf(facts);
  const reached = probe.state === "reached" ? probe : undefined;
  return {
    schema: SCHEMA,
    verdict: plainText(loadVerdict(result)),
    exitCode: loadExitCode(result),
    ...result,
    target: {
      url,
      scheme,
      host,
      address: reached?.address ?? null,
      port,
      tls: reached?.tls ?? null,
    },
    placement,
    ...(crossChecks === undefined ? {} : { crossChecks }),
  };
}

function resultOf({ settings, requests, words, ending }: LoadFacts): LoadResult {
  return {
    status: ending.status,
    ...(ending.reason === undefined ? {} : { reason: ending.reason }),
    settings: {
      ...settings,
      arrivals: words.arrivals,
      firstRequest: firstLine(requests[0]),
      requests: requests.length,
      requestBytesMax: Math.max(...requests.map(({ bytes }) => bytes.length)),
      expectedStatus: words.expectStatus ?? null,
    },
    steps: ending.steps,
  };
}

function firstLine(request: LoadRequest | undefined): string {
  const text = Buffer.from(request?.bytes ?? []).toString("latin1");
  return text.slice(0, Math.max(0, text.indexOf("\r\n")));
}
