// Two documents of one self-test made one: the parts that the earlier one finished, and those that
// the later one did. Its own file because a full self-test takes hours, and what was finished when
// it broke off is as good as ever.

import {
  type CountRow,
  OWN_TOOL,
  SELF_TEST_PARTS,
  type SelfTest,
  type SelfTestPart,
  type TruthRow,
} from "#model/self-test.ts";

/** @returns the later document with what only the earlier one has finished. */
export function joinedSelfTest(earlier: SelfTest, later: SelfTest): SelfTest {
  const from = (part: SelfTestPart): SelfTest =>
    earlier.parts.includes(part) && !later.parts.includes(part) ? earlier : later;
  const [truth, rivals] = [from("truth"), from("rivals")];
  const parts = SELF_TEST_PARTS.filter((part) => from(part).parts.includes(part));
  const sentences = [...earlier.leftOut, ...later.leftOut];
  return {
    ...later,
    startedAt: earlier.startedAt,
    durationS: earlier.durationS + later.durationS,
    reproduce: earlier.reproduce,
    parts,
    leftOut: [...new Set(sentences)].filter(
      (sentence) => !parts.some((part) => sentence === notAskedFor(part)),
    ),
    preChecks: SELF_TEST_PARTS.flatMap((part) =>
      from(part).preChecks.filter((check) => check.part === part),
    ),
    floors: truth.floors.length > 0 ? truth.floors : later.floors,
    truth: [...ownOf(truth.truth), ...othersOf(rivals.truth)],
    counts: [...ownOf(truth.counts), ...othersOf(rivals.counts)],
    rivals: rivals.rivals,
    notices: rivals.notices,
    generator: from("generator").generator,
    cost: from("cost").cost,
  };
}

export function notAskedFor(part: SelfTestPart): string {
  return `${part}: not asked for`;
}

function ownOf<Row extends TruthRow | CountRow>(rows: readonly Row[]): Row[] {
  return rows.filter(({ tool }) => tool === OWN_TOOL);
}

function othersOf<Row extends TruthRow | CountRow>(rows: readonly Row[]): Row[] {
  return rows.filter(({ tool }) => tool !== OWN_TOOL);
}
