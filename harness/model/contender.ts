// What answers: a process and a manifest. The types of contender.json and of what the lab found out
// about it.

/**
 * reference: our TypeScript contender · baseline: Python or Java · ceiling: Rust or C, what the
 * machine can do · peer: an existing product · floor: a contender that does nothing.
 */
export const ROLES = ["reference", "baseline", "ceiling", "peer", "floor"] as const;
export type Role = (typeof ROLES)[number];

/** What jobs and kernels speak: length-prefixed requests on stdin, replies on stdout. */
export const FRAMED = "framed";

/**
 * How replies leave when many requests arrive at once: one write for each · one for as many as were
 * received.
 */
export const WRITES = ["each-reply", "batches"] as const;
export type Writes = (typeof WRITES)[number];

/** A difference from what all others answer that is meant to be; printed in the report. */
export interface Deviation {
  readonly sentence: string;
  /** Names of the conformance cases that show it: these must fail, and no others may. */
  readonly cases: readonly string[];
}

/** One way of running a contender. */
export interface Variant {
  readonly name: string;
  /** Appended to `start`. */
  readonly arguments: readonly string[];
  /** Part of the quick size. */
  readonly quick: boolean;
  /** One sentence: what differs from the variant before it. */
  readonly changes: string;
  /** Left out: nothing is said. Held against it from outside, by the kernel's count of segments. */
  readonly writes?: Writes;
  /**
   * What this variant needs beside or above the contender's `requires`, e.g. a newer runtime; where
   * it is missing this variant alone is unavailable.
   */
  readonly requires?: readonly string[];
  readonly deviations?: readonly Deviation[];
}

/**
 * The content of a contender.json; placeholders `{node} {python} {java} {out} {workload}`, and in
 * `build` `{lab} {uv}`, are still in it.
 */
export interface ContenderManifest {
  readonly name: string;
  readonly language: string;
  readonly role: Role;
  /** E.g. `python>=3.11`, `memcached>=1.6`: a command on PATH with an optional least version. */
  readonly requires: readonly string[];
  /** Argument arrays, run one after the other; never a shell line. */
  readonly build: readonly (readonly string[])[];
  readonly start: readonly string[];
  /** Protocol: the name of a codec. */
  readonly speaks: string;
  readonly variants: readonly Variant[];
}

/** What is built and started: a contender, a backing service. */
export interface Program {
  readonly id: string;
  /** Absolute path; working directory of build and start. */
  readonly folder: string;
  readonly manifest: Pick<ContenderManifest, "requires" | "build" | "start" | "variants">;
}

/** A discovered contender. `id` is `reference`, `floor`, or the folder's `<language-name>`. */
export interface Contender {
  readonly id: string;
  /** Absolute path; working directory of build and start. */
  readonly folder: string;
  readonly manifest: ContenderManifest;
}
