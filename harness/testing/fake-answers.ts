// What is right in the fake jobs and kernels, for their contender and their workloads alike. Its
// own file because neither may import the other: a workload that imported a contender would start
// it.

/** 1 + 2 + … + n. */
export function sumTo(n: number): number {
  return (n * (n + 1)) / 2;
}

export function digestOf(kernel: string, operations: number): string {
  return `${kernel} of ${operations}`;
}
