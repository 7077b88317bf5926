// How many reasons are said, and at what length: sentences that differ in their figures only are
// said once, with the number of the others. Its own file because every table that explains a
// missing figure would otherwise repeat the causes of every step. The record has them all.

/** Kinds of reasons beside one figure; more would bury it. */
const KINDS_MAX = 3;

const FIGURES = /\d[\d.,\u202f ]*(?:\s?(?:ns|µs|ms|s|%))?/g;

/** "lag: p99.9 is 812 µs (and 4 more alike)", the first of each kind in the given order. */
export function condensed(sentences: readonly string[]): string[] {
  const kinds = [...Map.groupBy(sentences, (text) => text.replace(FIGURES, "#")).values()];
  const said = kinds.slice(0, KINDS_MAX).map((alike) => {
    const others = new Set(alike).size - 1;
    return `${alike[0]}${others === 0 ? "" : ` (and ${others} more alike)`}`;
  });
  const unsaid = kinds.length - said.length;
  return unsaid === 0 ? said : [...said, `${unsaid} more in the record`];
}

/** The text up to `charsMax`, cut at a word; the record has the rest. */
export function shortened(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const space = text.lastIndexOf(" ", charsMax);
  return `${text.slice(0, space > 0 ? space : charsMax)} …`;
}
