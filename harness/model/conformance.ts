// One case of a workload's conformance suite: what every contender must answer, whatever its
// language. The suite is the export `conformance` of workloads/<id>/conformance.ts; it runs outside
// all timing.

export interface ConformanceCase {
  readonly name: string;
  /**
   * Replies that the case asks for in one write, where it does: by them it shows whether a variant
   * writes as it says.
   */
  readonly pipelined?: number;
  /**
   * Talks to the contender at 127.0.0.1:`port`. Ends by itself, also when nothing answers.
   * @returns undefined when all answers are right, else one sentence: expected, received.
   */
  readonly run: (port: number) => Promise<string | undefined>;
}
