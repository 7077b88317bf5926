// Where a workload's quotes were found, as plain data: workloads/<id>/sources.json. The documents
// themselves are others' and are not kept here; their digests are, and those of the quotes that
// were seen in them.

/** What is known of one document. */
export interface ClaimSource {
  /** Of the file's bytes. */
  readonly sha256: string;
  /** Claim id → SHA-256 of the document's digest, a line feed, and the quote. */
  readonly quotes: Readonly<Record<string, string>>;
}

/** By file name, as in a claim's `seed`. */
export type ClaimSources = Readonly<Record<string, ClaimSource>>;
