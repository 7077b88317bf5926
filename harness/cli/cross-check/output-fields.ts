// Reads figures out of what another tool printed, and says what is missing where it is damaged. Its
// own file because all tools that print JSON are read alike.

/** Shown of an output that cannot be read. */
const SHOWN_CHARACTERS = 120;

/** A tool's output is not what it prints; the sentence names the tool, and what was expected. */
export class UnreadableOutput extends Error {}

/** @throws UnreadableOutput unless `text` is one JSON value. */
export function jsonOf(tool: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const shown = JSON.stringify(text.trim().slice(0, SHOWN_CHARACTERS));
    throw new UnreadableOutput(`${tool} printed ${shown}, expected one JSON document`);
  }
}

/** The value at the end of `keys`; undefined where there is none. */
export function fieldAt(document: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined,
    document,
  );
}

/** @throws UnreadableOutput unless a finite number that is not negative stands there. */
export function numberAt(tool: string, document: unknown, keys: readonly string[]): number {
  const value = fieldAt(document, keys);
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  const found = value === undefined ? "nothing" : JSON.stringify(value).slice(0, SHOWN_CHARACTERS);
  throw new UnreadableOutput(
    `${tool} printed ${found} at ${keys.join(" → ")}, expected a number from 0 on`,
  );
}

/** The same, or null where it printed null: it reports none. */
export function numberOrNullAt(
  tool: string,
  document: unknown,
  keys: readonly string[],
): number | null {
  return fieldAt(document, keys) === null ? null : numberAt(tool, document, keys);
}

/** The sum of the numbers in the object at the end of `keys`; 0 where there is none. */
export function sumAt(
  tool: string,
  document: unknown,
  keys: readonly string[],
  counts: (name: string) => boolean = () => true,
): number {
  const names = Object.keys(fieldAt(document, keys) ?? {}).filter(counts);
  return names.reduce((sum, name) => sum + numberAt(tool, document, [...keys, name]), 0);
}

/** A time in whole ns: what lies below comes from the conversion alone. */
export function wholeNs(value: number, unitNs: number): number {
  return Math.round(value * unitNs);
}
