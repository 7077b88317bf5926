// Requests as they are given to the generator: wire bytes, and what is known of the reply. Its own
// file because both protocols end in it; how a request is written is each protocol's.

import type { GivenInput } from "#load/given-traffic.ts";

export interface LoadRequest {
  readonly bytes: Uint8Array;
  /** 0: it owes no reply (memcached's `noreply`). */
  readonly owed: 0 | 1;
  /** See RequestSource.replyForm. */
  readonly form: number;
}

/** Requests of one command line, or every problem with them. */
export type LoadRequests =
  | { readonly requests: readonly LoadRequest[] }
  | { readonly problems: readonly string[] };

/** They travel in the plan, on one line of text, and the generator keeps them in memory. */
export const REQUESTS_BYTES_MAX = 4 * 1_048_576;
export const REQUESTS_MAX = 20_000;
/** What is wrong with line 17,000 is mostly what is wrong with line 1. */
const PROBLEMS_MAX = 10;

/** Cuts a list of problems to a length that can be read. */
export function firstProblems(problems: readonly string[]): readonly string[] {
  const more = problems.length - PROBLEMS_MAX;
  if (more <= 0) return problems;
  return [...problems.slice(0, PROBLEMS_MAX), `and ${more} more like these`];
}

/** What is wrong with their number or size; undefined when nothing is. */
export function sizeProblem(requests: readonly LoadRequest[], origin: string): string | undefined {
  if (requests.length === 0) return `${origin}: holds no request`;
  if (requests.length > REQUESTS_MAX) {
    return `${origin}: holds ${requests.length} requests, expected at most ${REQUESTS_MAX}`;
  }
  const bytes = requests.reduce((sum, request) => sum + request.bytes.length, 0);
  return bytes > REQUESTS_BYTES_MAX
    ? `${origin}: ${bytes} bytes of requests, expected at most ${REQUESTS_BYTES_MAX}`
    : undefined;
}

export function inputOf(
  requests: readonly LoadRequest[],
  expectedCodes: readonly number[] | undefined,
): GivenInput {
  let end = 0;
  return {
    bytes: Buffer.concat(requests.map(({ bytes }) => bytes)).toString("base64"),
    ends: requests.map(({ bytes }) => (end += bytes.length)),
    owed: requests.map(({ owed }) => owed),
    forms: requests.map(({ form }) => form),
    ...(expectedCodes === undefined ? {} : { expectedCodes }),
  };
}
