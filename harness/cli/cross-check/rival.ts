// What another load generator is to the lab: how it is got, the command that its own documentation
// recommends for a constant rate, and how its output is read. Types alone; the tools are in a file
// each, and running one is run-rival.ts.

import type { Program } from "#model/contender.ts";

export const RIVAL_IDS = [
  "autocannon",
  "autocannon-uncorrected",
  "k6",
  "vegeta",
  "fortio",
  "oha",
  "wrk",
] as const;
export type RivalId = (typeof RIVAL_IDS)[number];

/** What a tool is asked to do: GETs of one address. */
export interface RivalLoad {
  readonly url: string;
  /** A whole number: some take nothing else. Closed loops ignore it. */
  readonly ratePerS: number;
  /** A whole number, at least 1: the same. */
  readonly durationS: number;
  /** Of tools that have a fixed number of them: also the most requests in flight. */
  readonly connections: number;
  /** Takes any certificate. */
  readonly insecure: boolean;
}

/** What it printed, as far as it was kept. */
export interface RivalOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** What it reports. Times in ns; null: it reports none. */
export interface RivalFigures {
  readonly p50Ns: number | null;
  readonly p99Ns: number | null;
  readonly p999Ns: number | null;
  readonly maxNs: number | null;
  /** Requests that it counts as done, failed ones included where it counts these among them. */
  readonly count: number;
  /** Requests without a reply, and replies whose status it does not call a success. */
  readonly errors: number;
  readonly achievedPerS: number;
}

/** Where a tool comes from. */
export type RivalProgram =
  | {
      /** Built or installed on first use, into the builds' cache. */
      readonly from: "build";
      readonly program: Program;
      readonly version: string;
      /** How long that takes with empty caches, in words. */
      readonly takes: string;
    }
  | {
      /** The machine's own. */
      readonly from: "machine";
      /** As in the table of tools. */
      readonly tool: string;
    };

export interface Rival {
  readonly id: RivalId;
  /** As it is called where its figures stand. */
  readonly name: string;
  readonly protocol: "http";
  /** rate: it has a rate of its own · closed loop: the next request waits for a reply. */
  readonly pacing: "rate" | "closed loop";
  /** What its times are beside service times, in a few words; empty: just these. */
  readonly times: string;
  readonly program: RivalProgram;
  /** Requests that it sends and does not count before those it was asked for; none unless given. */
  requestsBefore?(load: RivalLoad): number;
  /** The arguments behind the program. */
  command(load: RivalLoad): readonly string[];
  /** @throws UnreadableOutput where the output is not what the tool prints. */
  read(output: RivalOutput): RivalFigures;
  /** Its own words on that its figures are not those of what it was asked; undefined: none. */
  notice(output: RivalOutput): string | undefined;
}
