// The command line: which options exist and what they may say. Its own file so that every refusal
// is tested without a process. Options that later variants need (TLS, eviction, TTL buckets) are
// refused as unknown until they exist.

const BYTES_PER_MIB = 1_048_576;
/** Below this the index would leave fewer than two segments to write in turn. */
const MEMORY_MIB_MIN = 4;
/**
 * Item addresses have 32 bits in units of 8 bytes, which is 32 GiB; half of it keeps clear of that
 * edge.
 */
const MEMORY_MIB_MAX = 16_384;

const STORES = ["map-strings", "bytes"] as const;
export type StoreName = (typeof STORES)[number];

export interface Settings {
  readonly memoryBytes: number;
  readonly store: StoreName;
}

export interface UsageProblem {
  /** One line: the option, what it got, what it expects. */
  readonly problem: string;
}

function problemOf(option: string, received: string, expected: string): UsageProblem {
  return { problem: `${option}: received "${received}", expected ${expected}` };
}

function isStoreName(text: string): text is StoreName {
  return STORES.some((name) => name === text);
}

function memoryBytesOf(text: string): number | undefined {
  const mib = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  return mib >= MEMORY_MIB_MIN && mib <= MEMORY_MIB_MAX ? mib * BYTES_PER_MIB : undefined;
}

/**
 * Reads `--memory-mib=N --threads=1 --store=NAME`; what is not said is 64 MiB, one thread, `bytes`.
 */
export function parseArguments(texts: readonly string[]): Settings | UsageProblem {
  let memoryBytes = 64 * BYTES_PER_MIB;
  let store: StoreName = "bytes";
  for (const text of texts) {
    const [option = "", ...rest] = text.split("=");
    const received = rest.join("=");
    if (option === "--memory-mib") {
      const bytes = memoryBytesOf(received);
      const expected = `a whole number of MiB from ${MEMORY_MIB_MIN} to ${MEMORY_MIB_MAX}`;
      if (bytes === undefined) return problemOf(option, received, expected);
      memoryBytes = bytes;
    } else if (option === "--threads") {
      if (received !== "1") return problemOf(option, received, "1");
    } else if (option === "--store") {
      if (!isStoreName(received)) return problemOf(option, received, STORES.join(" or "));
      store = received;
    } else {
      return problemOf("argument", text, "--memory-mib=N, --threads=1 or --store=NAME");
    }
  }
  return { memoryBytes, store };
}
