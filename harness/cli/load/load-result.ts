// What a load run came to, before anything is said of it. Its own file because the verdict is made
// from it and is part of the document.

import type { LoadSettings } from "./load-options.ts";
import type { LoadEnding } from "./load-run.ts";
import type { LoadStep } from "./load-step.ts";

export interface LoadResult {
  readonly status: LoadEnding["status"];
  readonly reason?: string;
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
  readonly steps: readonly LoadStep[];
}
