// Who is measured in the sample record, and what each is like under load. Its own file because
// these are characters, while sample-record.ts is what happens to them. The figures describe no
// program.

import type { Role } from "#model/contender.ts";
import type { SampleLoad } from "./sample-step.ts";

export interface SampleContender extends SampleLoad {
  /** Where its response time crosses the limit, as a share of its capacity. */
  readonly kneeShare: number;
  readonly id: string;
  readonly variant: string;
  readonly language: string;
  readonly role: Role;
}

export const REFERENCE: SampleContender = {
  id: "reference",
  variant: "as-described",
  language: "typescript",
  role: "reference",
  medianNs: 92_000,
  spread: 0.42,
  tailShare: 0.012,
  cpuNsPerReply: 11_400,
  rssBytes: 71e6,
  unfitTail: [1],
  kneeShare: 0.945,
  capacityPerS: 12_400,
};

export const PYTHON: SampleContender = {
  ...REFERENCE,
  id: "python-asyncio",
  variant: "tuned",
  language: "python",
  role: "baseline",
  medianNs: 251_000,
  spread: 0.55,
  tailShare: 0.03,
  cpuNsPerReply: 36_200,
  rssBytes: 38e6,
  unfitTail: [0, 1, 2],
  kneeShare: 0.78,
  capacityPerS: 9_100,
  unfitPositions: [2],
};

export const RUST: SampleContender = {
  ...REFERENCE,
  id: "rust-tokio",
  variant: "tuned",
  language: "rust",
  role: "ceiling",
  medianNs: 51_000,
  spread: 0.3,
  tailShare: 0.006,
  cpuNsPerReply: 5_150,
  rssBytes: 6.4e6,
  unfitTail: [],
  kneeShare: 0.975,
  capacityPerS: 15_800,
};

export const WRONG: SampleContender = {
  ...PYTHON,
  id: "python-threads",
  variant: "naive",
  medianNs: 640_000,
  tailShare: 0.06,
  cpuNsPerReply: 58_000,
  mismatched: 14,
  unanswered: 40,
};

export const FLOOR: SampleContender = {
  ...REFERENCE,
  id: "floor",
  variant: "epoll",
  language: "c",
  role: "floor",
  medianNs: 34_000,
  spread: 0.22,
  tailShare: 0.003,
  cpuNsPerReply: 3_020,
  rssBytes: 1.1e6,
  unfitTail: [],
  kneeShare: 0.98,
  capacityPerS: 19_500,
};
