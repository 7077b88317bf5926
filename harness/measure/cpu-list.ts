// The kernel's way of writing sets of cores, "0-2,5": read and written. Its own file because masks,
// topology and taskset all use it.

/** Core numbers in ascending order; empty for an empty text. */
export function parseCpuList(list: string): number[] {
  return list
    .trim()
    .split(",")
    .filter((part) => part !== "")
    .flatMap((part) => {
      const [first, last] = part.split("-").map(Number);
      if (first === undefined) return [];
      return Array.from({ length: (last ?? first) - first + 1 }, (_, at) => first + at);
    })
    .toSorted((a, b) => a - b);
}

/** `core 1`, `cores 0, 1`. */
export function coresInWords(cores: readonly number[]): string {
  return `${cores.length === 1 ? "core" : "cores"} ${cores.join(", ")}`;
}
