// Turns what zod found into sentences for people: file, key path, what stood there, what should
// stand there, a hint.
//
// Its own file because all schemas report alike. It decides the wording only; which values are
// right is each schema's.

import * as z from "zod";
import { suggestion } from "./closest-name.ts";
import type { Parsed } from "./parsed.ts";

/** What is checked: where it came from, and what it is in two words ("a manifest"). */
export interface Source {
  readonly file: string;
  readonly value: unknown;
}

/** Checks `source.value` against `schema`; all problems at once. */
export function checked<T>(schema: z.ZodType<T>, source: Source): Parsed<T> {
  const result = schema.safeParse(source.value);
  if (result.success) return { ok: true, value: result.data };
  const problems = result.error.issues.flatMap((issue) => sentences(schema, issue, source));
  return { ok: false, problems };
}

function sentences(schema: z.ZodType, issue: z.core.$ZodIssue, source: Source): string[] {
  const where = keyPath(issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => {
      const path = keyPath([...issue.path, key]);
      const guess = suggestion(key, known);
      return `${source.file}: ${path}: unknown key.${guess} Known keys: ${known.join(", ")}.`;
    });
  }
  const value = valueAt(source.value, issue.path);
  const expected = expectation(issue);
  const at = where === "" ? "" : `${where}: `;
  if (value === undefined) return [`${source.file}: ${at}missing; expected ${expected}.`];
  return [
    `${source.file}: ${at}received ${shown(value)}; expected ${expected}.${wordHint(issue, value)}`,
  ];
}

const NOUNS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object with keys",
  record: "an object with keys",
};

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return NOUNS[issue.expected] ?? issue.expected;
  if (issue.code === "invalid_value") {
    const values = issue.values.map(shown).join(", ");
    return issue.values.length === 1 ? values : `one of ${values}`;
  }
  if (issue.code === "too_small")
    return `${issue.inclusive ? "at least" : "more than"} ${limit(issue, issue.minimum)}`;
  if (issue.code === "too_big")
    return `${issue.inclusive ? "at most" : "less than"} ${limit(issue, issue.maximum)}`;
  // Patterns and rules of our own carry their expectation as the message.
  return issue.message;
}

function limit(issue: { readonly origin: string }, bound: number | bigint): string {
  if (issue.origin === "string") return `${bound} character${bound === 1 ? "" : "s"}`;
  if (issue.origin === "array") return `${bound} ${bound === 1 ? "entry" : "entries"}`;
  return String(bound);
}

function wordHint(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code !== "invalid_value" || typeof value !== "string") return "";
  return suggestion(value, issue.values.map(String));
}

/** Long values are cut: the problem is a line, not a dump. */
const SHOWN_LENGTH_MAX = 60;

function shown(value: unknown): string {
  // JSON has no NaN and no Infinity, and would show both as null.
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text;
}

/** `variants[0].name`. */
function keyPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, at) =>
      typeof key === "number" ? `[${key}]` : `${at === 0 ? "" : "."}${String(key)}`,
    )
    .join("");
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}

/** The keys that an object at `path` may have. */
function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const inner = unwrapped(schema);
  const [key, ...rest] = path;
  if (key === undefined) return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
  if (inner instanceof z.ZodArray) return keysAt(inner.element, rest);
  const next = inner instanceof z.ZodObject ? inner.shape[String(key)] : undefined;
  return next === undefined ? [] : keysAt(next, rest);
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodExactOptional) {
    return unwrapped(schema.unwrap());
  }
  return schema;
}
