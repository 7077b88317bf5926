// The published self-test as Markdown: the rows of the project's README. Its own file because a
// README shows the answers alone and links to the page for the rest.

import { summarizeSelfTest } from "#model/self-test-summary.ts";
import type { SelfTest } from "#model/self-test.ts";
import { instant } from "#render/page-shell.ts";
import { rivalSentence, selfTestAnswers } from "#render/self-test/self-test-answers.ts";

/** A self-test and where it lies, relative to the root folder. */
export interface PublishedSelfTest {
  readonly folder: string;
  readonly selfTest: SelfTest;
}

const SIGNS = { good: "✓", bad: "✗" } as const;

/** What would end a cell or begin markup. */
function cellText(text: string): string {
  return text.replace(/[\\|<>`*_[\]]/g, (char) => `\\${char}`).replace(/\s*\n\s*/g, " ");
}

export function renderPublishedSelfTest(published: PublishedSelfTest | undefined): string {
  if (published === undefined) return "No self-test is published yet.";
  const { folder, selfTest } = published;
  const { host, startedAt, size } = selfTest;
  const summary = summarizeSelfTest(selfTest);
  const where = `${host.cores} cores ${cellText(host.cpuModel)}, ${instant(startedAt).slice(0, 10)}`;
  const rows = selfTestAnswers(summary).map(({ topic, state, sentence }) => {
    const sign = state === undefined ? "" : `${SIGNS[state]} `;
    return `| ${topic} | ${sign}${cellText(sentence)} |`;
  });
  const rivals = summary.rivals.map((rival) => cellText(rivalSentence(rival)));
  return [
    `**The lab against known truths**, ${size} self-test (${where}; [document and page](${folder})):`,
    "",
    "| question | answer |",
    "| --- | --- |",
    ...rows,
    ...(rivals.length === 0 ? [] : ["", `Other tools at their furthest: ${rivals.join("; ")}.`]),
  ].join("\n");
}
