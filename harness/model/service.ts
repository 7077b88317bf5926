// What all contenders of a workload need beside themselves: a broker, a database, an object store.
// The type of workloads/<id>/services/<name>/service.json. A service is a process with the same
// contract as a contender (port 0, ready line, SIGTERM), started and pinned by the harness before
// the contender, fresh for every trial.

export interface Service {
  readonly name: string;
  readonly requires: readonly string[];
  readonly build: readonly (readonly string[])[];
  readonly start: readonly string[];
  /**
   * How the contender learns where it is: the argument that the harness appends, e.g.
   * `--broker=127.0.0.1:{port}`.
   */
  readonly contenderArgument: string;
}
