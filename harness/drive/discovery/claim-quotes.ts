// Whether each claim's quote is the source's own words: against digests that were taken when the
// quote was found in the document (`sealQuotes`), so that it can be checked without the document.
//
// It finds quotes that were edited, added or moved to another source afterwards. Who has the
// document can take the digests anew and compare.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { Claim } from "#model/claim.ts";
import type { ClaimSources } from "#model/claim-sources.ts";
import { parseClaimSources } from "#model/schema/claim-sources-schema.ts";
import type { Parsed } from "#model/schema/parsed.ts";

/** What seals quotes, as an operator types it. */
export const SEAL_COMMAND = "node scripts/seal-claims.ts <folder with the sources>";

/** The bytes of the document with this name; undefined where it is not at hand. */
export type ReadSource = (name: string) => Buffer | undefined;

/** Sentences on quotes that are not sealed. @param shownAs the file's name in problems. */
export function quoteProblems(claims: readonly Claim[], file: string, shownAs = file): string[] {
  if (claims.length === 0) return [];
  if (!existsSync(file)) return [`${shownAs}: missing; make it by ${SEAL_COMMAND}.`];
  const sources = parseClaimSources(readFileSync(file, "utf8"), shownAs);
  if (!sources.ok) return [...sources.problems];
  return claims.flatMap((claim) => {
    const source = Object.hasOwn(sources.value, claim.seed) ? sources.value[claim.seed] : undefined;
    const isSealed =
      source !== undefined &&
      Object.hasOwn(source.quotes, claim.id) &&
      source.quotes[claim.id] === quoteDigest(source.sha256, claim.quote);
    return isSealed
      ? []
      : [`${shownAs}: ${lostQuote(claim)}; if it is there, seal it by ${SEAL_COMMAND}.`];
  });
}

/** The digests of all quotes, or which of them are not in their source. */
export function sealQuotes(claims: readonly Claim[], read: ReadSource): Parsed<ClaimSources> {
  const problems: string[] = [];
  const sources: Record<string, { sha256: string; quotes: Record<string, string> }> = {};
  for (const claim of claims) {
    const bytes = read(claim.seed);
    if (bytes === undefined) {
      problems.push(`claim ${claim.id}: its source ${claim.seed} is not in the folder`);
    } else if (!inOneLine(bytes.toString("utf8")).includes(inOneLine(claim.quote))) {
      problems.push(lostQuote(claim));
    } else {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      const source = (sources[claim.seed] ??= { sha256, quotes: {} });
      source.quotes[claim.id] = quoteDigest(sha256, claim.quote);
    }
  }
  return problems.length === 0 ? { ok: true, value: sources } : { ok: false, problems };
}

function lostQuote({ id, quote, seed }: Claim): string {
  return `claim ${id}: its quote ${JSON.stringify(quote)} was not found in ${seed}; expected the source's own words`;
}

/** Where a document breaks its lines is not part of its words. */
function inOneLine(words: string): string {
  return words.replaceAll(/\s+/g, " ");
}

function quoteDigest(sourceSha256: string, quote: string): string {
  return createHash("sha256").update(`${sourceSha256}\n${quote}`).digest("hex");
}
