// A mistake of the operator: a wrong name, option or manifest. Its own class because it ends the
// lab with exit code 2 and its problems alone, all at once; anything else that is thrown is a bug
// and shows its stack.

export class UsageError extends Error {
  readonly exitCode = 2;
  /** Whole sentences, one for each mistake. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "UsageError";
    this.problems = problems;
  }
}
