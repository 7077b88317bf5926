// Whether a document is what a reader wants and of the version that it knows: a foreign one is
// refused with one sentence, not with a list of every key that has changed. Its own file because
// every document that the lab writes is read this way.

export interface DocumentKind {
  /** Name and version, e.g. `tailproof.record/1`. */
  readonly schema: string;
  /** In one word or two, e.g. `record`. */
  readonly name: string;
  /** What to give instead, where it is no such document at all. */
  readonly remedy: string;
}

/** Why the document is not of this kind and version, or undefined when it is. */
export function foreignVersion(value: unknown, kind: DocumentKind): string | undefined {
  const schema: unknown =
    typeof value === "object" && value !== null ? Reflect.get(value, "schema") : undefined;
  if (schema === kind.schema) return undefined;
  const reads = `this lab reads "${kind.schema}"`;
  const family = kind.schema.slice(0, kind.schema.lastIndexOf("/") + 1);
  const version =
    typeof schema === "string" && schema.startsWith(family)
      ? /^\d+$/.exec(schema.slice(family.length))?.[0]
      : undefined;
  if (version === undefined) {
    const received =
      schema === undefined ? "it has no key schema" : `its schema is ${JSON.stringify(schema)}`;
    return `not a ${kind.name} of this lab: ${received}; ${reads}. ${kind.remedy}`;
  }
  return `the ${kind.name} is "${String(schema)}"; ${reads}. Read it with a checkout of the lab that writes version ${version}, or run again.`;
}
