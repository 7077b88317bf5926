// The placeholders of a manifest's command lines: which there are, which are wrong, and what stands
// in their place.
//
// Its own file because checking (before anything runs) and substituting (when something does) must
// agree. Braces around anything but lower-case letters, such as JSON in an argument, are no
// placeholders.

const PLACEHOLDER = /\{([a-z]+)\}/g;

/**
 * node: the Node that runs the lab · python, java: the required ones · out: build output ·
 * workload: its folder · lab: the lab's own scripts for builds · uv: the program of that name, or
 * the word of NO_UV; it is found for builds alone.
 */
export const PLACEHOLDERS = ["node", "python", "java", "out", "workload", "lab", "uv"] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** Stands for `{uv}` where there is none; what is built is the same. */
export const NO_UV = "none";

export type PlaceholderValues = Readonly<Partial<Record<Placeholder, string>>>;

/** Names in braces, in order of appearance, unknown ones included. */
export function placeholdersIn(words: readonly string[]): string[] {
  return words.flatMap((word) => [...word.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ""));
}

export function isPlaceholder(name: string): name is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(name);
}

/** @throws when a placeholder has no value: the manifest's check lets none such through. */
export function substitute(words: readonly string[], values: PlaceholderValues): string[] {
  return words.map((word) =>
    word.replaceAll(PLACEHOLDER, (whole, name: string) => {
      const value = isPlaceholder(name) ? values[name] : undefined;
      if (value === undefined) throw new Error(`the placeholder ${whole} has no value`);
      return value;
    }),
  );
}
