// The command line: which options exist and what they may say. Its own file so that every refusal
// is tested without a process.

import { TICKS_PER_S } from "./clock.ts";
import { EVICTIONS, type Eviction } from "./stores/eviction.ts";
import { EXPIRIES, type Expiry } from "./stores/segment-store.ts";

const BYTES_PER_MIB = 1_048_576;
/** Below this the index would leave fewer than two segments to write in turn. */
const MEMORY_MIB_MIN = 4;
/**
 * Item addresses have 32 bits in units of 8 bytes, which is 32 GiB; half of it keeps clear of that
 * edge.
 */
const MEMORY_MIB_MAX = 16_384;

const MS_PER_TICK = 1_000 / TICKS_PER_S;
const BUCKET_UNIT_MS = 8_000;
/** Above this the widest buckets would last longer than the clock. */
const BUCKET_UNIT_MS_MAX = 80_000;

const STORES = ["segments", "map-strings"] as const;
/** batches: one write for all replies to what was received, one receive buffer for all. */
const WRITES = ["batches", "each-reply"] as const;

export interface Settings {
  readonly memoryBytes: number;
  readonly store: (typeof STORES)[number];
  readonly writes: (typeof WRITES)[number];
  /** What follows concerns the store in segments only. */
  readonly expiry: Expiry;
  readonly eviction: Eviction;
  readonly bucketTicks: number;
  /** Files with the certificate and its key in PEM; both or none. */
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

export interface UsageProblem {
  /** One line: the option, what it got, what it expects. */
  readonly problem: string;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What an option takes, and how it changes the settings; false where it is not that. */
interface Option {
  readonly expected: string;
  readonly take: (settings: Writable<Settings>, received: string) => boolean;
}

function wholeNumber(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
}

/** An option that takes one of a few words. */
function oneOf<Word extends string>(
  words: readonly Word[],
  set: (settings: Writable<Settings>, word: Word) => void,
): Option {
  return {
    expected: words.join(" or "),
    take: (settings, received) => {
      const word = words.find((one) => one === received);
      if (word === undefined) return false;
      set(settings, word);
      return true;
    },
  };
}

/** The files are read later: that they are there is not the command line's. */
function fileOption(set: (settings: Writable<Settings>, file: string) => void): Option {
  return {
    expected: "a file in PEM",
    take: (settings, received) => {
      set(settings, received);
      return received !== "";
    },
  };
}

const OPTIONS: ReadonlyMap<string, Option> = new Map(
  Object.entries<Option>({
    "--memory-mib": {
      expected: `a whole number of MiB from ${MEMORY_MIB_MIN} to ${MEMORY_MIB_MAX}`,
      take: (settings, received) => {
        const mib = wholeNumber(received);
        settings.memoryBytes = mib * BYTES_PER_MIB;
        return mib >= MEMORY_MIB_MIN && mib <= MEMORY_MIB_MAX;
      },
    },
    "--threads": { expected: "1", take: (_, received) => received === "1" },
    "--store": oneOf(STORES, (settings, word) => {
      settings.store = word;
    }),
    "--writes": oneOf(WRITES, (settings, word) => {
      settings.writes = word;
    }),
    "--expiry": oneOf(EXPIRIES, (settings, word) => {
      settings.expiry = word;
    }),
    "--eviction": oneOf(EVICTIONS, (settings, word) => {
      settings.eviction = word;
    }),
    "--tls-cert": fileOption((settings, file) => {
      settings.tlsCert = file;
    }),
    "--tls-key": fileOption((settings, file) => {
      settings.tlsKey = file;
    }),
    "--bucket-unit-ms": {
      expected: `a multiple of ${MS_PER_TICK} from ${MS_PER_TICK} to ${BUCKET_UNIT_MS_MAX}`,
      take: (settings, received) => {
        const ms = wholeNumber(received);
        settings.bucketTicks = ms / MS_PER_TICK;
        return ms > 0 && ms <= BUCKET_UNIT_MS_MAX && ms % MS_PER_TICK === 0;
      },
    },
  }),
);

/** Reads the arguments; what is not said is 64 MiB, one thread, and the first word of each list. */
export function parseArguments(texts: readonly string[]): Settings | UsageProblem {
  const settings: Writable<Settings> = {
    memoryBytes: 64 * BYTES_PER_MIB,
    store: "segments",
    writes: "batches",
    expiry: "exact",
    eviction: "merge",
    bucketTicks: BUCKET_UNIT_MS / MS_PER_TICK,
  };
  for (const text of texts) {
    const [name = "", ...rest] = text.split("=");
    const received = rest.join("=");
    const option = OPTIONS.get(name);
    if (option === undefined) return problemOf("argument", text, [...OPTIONS.keys()].join(", "));
    if (!option.take(settings, received)) return problemOf(name, received, option.expected);
  }
  // A merged segment would outlive the items that have no expiry but its own.
  if (settings.expiry === "eager" && settings.eviction === "merge") {
    return problemOf("--eviction", "merge", "fifo or cte or random with --expiry=eager");
  }
  if ((settings.tlsCert === undefined) === (settings.tlsKey === undefined)) return settings;
  const lacking = settings.tlsCert === undefined ? "--tls-cert" : "--tls-key";
  return problemOf(lacking, "", "a file in PEM, because the other one is given");
}

function problemOf(option: string, received: string, expected: string): UsageProblem {
  return { problem: `${option}: received "${received}", expected ${expected}` };
}
