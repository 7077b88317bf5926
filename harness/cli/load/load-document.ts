// The result of a load run as one document: what `--json` prints and what the text is made of. What
// was sent is named, never repeated: a header may hold a secret.

import type { Probe, TlsFacts } from "./load-probe.ts";
import type { LoadSettings, LoadWords } from "./load-options.ts";
import type { LoadRequest } from "./load-request.ts";
import type { LoadEnding, LoadStep } from "./load-run.ts";
import type { LoadTarget } from "./load-target.ts";

export interface LoadDocument {
  readonly status: LoadEnding["status"];
  readonly reason?: string;
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
  readonly settings: Omit<LoadSettings, "arrivals"> & {
    /** As it was asked for. */
    readonly arrivals: string;
    /** The request line or command of the first request. */
    readonly firstRequest: string;
    readonly requests: number;
    readonly requestBytesMax: number;
    /** null: 2xx and 3xx of HTTP, whatever is no refusal of memcached. */
    readonly expectedStatus: string | null;
  };
  /** Where the generator ran. */
  readonly placement: string;
  readonly steps: readonly LoadStep[];
}

export interface LoadFacts {
  readonly target: LoadTarget;
  readonly settings: LoadSettings;
  readonly requests: readonly LoadRequest[];
  readonly words: Pick<LoadWords, "arrivals" | "expectStatus">;
  readonly probe: Probe;
  readonly placement: string;
  readonly ending: LoadEnding;
}

export function loadDocument(facts: LoadFacts): LoadDocument {
  const { target, settings, requests, words, probe, placement, ending } = facts;
  const { url, scheme, host, port } = target;
  const reached = probe.state === "reached" ? probe : undefined;
  return {
    status: ending.status,
    ...(ending.reason === undefined ? {} : { reason: ending.reason }),
    target: {
      url,
      scheme,
      host,
      address: reached?.address ?? null,
      port,
      tls: reached?.tls ?? null,
    },
    settings: {
      ...settings,
      arrivals: words.arrivals,
      firstRequest: firstLine(requests[0]),
      requests: requests.length,
      requestBytesMax: Math.max(...requests.map(({ bytes }) => bytes.length)),
      expectedStatus: words.expectStatus ?? null,
    },
    placement,
    steps: ending.steps,
  };
}

function firstLine(request: LoadRequest | undefined): string {
  const text = Buffer.from(request?.bytes ?? []).toString("latin1");
  return text.slice(0, Math.max(0, text.indexOf("\r\n")));
}
