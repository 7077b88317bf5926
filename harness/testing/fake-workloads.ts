// A job and a kernel that take no time to speak of: for tests of everything around them.

import type { JobWorkload, KernelWorkload, SizeParameters } from "#harness";
import { digestOf, sumTo } from "./fake-answers.ts";

const NUMBERS = 1_000;
const BYTES_PER_NUMBER = 8;
/** Some 50 ms of samples: a process that has to wait for its core must not look dishonest. */
const OPERATIONS = 10_000_000;

function everySize(parameters: SizeParameters): JobWorkload["sizes"] {
  return { quick: { parameters }, standard: { parameters }, rigorous: { parameters } };
}

export const fakeJob: JobWorkload = {
  id: "fake-job",
  shape: "job",
  question: "What does a sum cost?",
  claims: [],
  contenderArguments: () => ["--threads=1"],
  scenarios: [
    {
      id: "sums",
      what: "the sum of the first numbers",
      quick: true,
      request: ({ numbers }) => new TextEncoder().encode(JSON.stringify({ numbers })),
      mismatch: (reply, { numbers = 0 }) => {
        const text = new TextDecoder().decode(reply);
        const expected = JSON.stringify({ sum: sumTo(numbers) });
        return text === expected ? undefined : `${text} instead of ${expected}.`;
      },
      work: ({ numbers = 0 }) => ({ rows: numbers, bytes: numbers * BYTES_PER_NUMBER }),
    },
  ],
  sizes: everySize({ numbers: NUMBERS }),
  wanted: [{ contender: "reference", variant: "only", priority: "target" }],
};

export const fakeKernel: KernelWorkload = {
  id: "fake-kernel",
  shape: "kernel",
  question: "What does an addition cost?",
  claims: [],
  contenderArguments: () => [],
  scenarios: [
    {
      id: "add",
      what: "additions in a loop",
      quick: true,
      kernel: "add",
      answerDigest: ({ operations = 0 }) => digestOf("add", operations),
    },
  ],
  sizes: everySize({ operations: OPERATIONS }),
  wanted: [],
};
