// The repository as the house rules see it: names and texts, read once. Its own file so that a rule
// never touches the disk and a planted tree is judged exactly like the real one. What a rule says
// is the rule's.

import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { sourceFiles } from "../source-files.ts";

/** One breach of one rule. */
export interface Finding {
  readonly file: string;
  readonly what: string;
  readonly expected: string;
}

export type HouseRule = (tree: SourceTree) => Finding[];

export class SourceTree {
  /** Relative to the root, with `/`. */
  readonly files: readonly string[];
  readonly #root: string;
  readonly #texts = new Map<string, string>();

  constructor(root: string) {
    this.#root = root;
    this.files = sourceFiles(root);
  }

  /** The file's text; empty for a binary file, in which no rule of words applies. */
  text(file: string): string {
    const known = this.#texts.get(file);
    if (known !== undefined) return known;
    const bytes = readFileSync(path.join(this.#root, file));
    const text = bytes.includes(0) ? "" : bytes.toString("utf8");
    this.#texts.set(file, text);
    return text;
  }

  bytes(file: string): number {
    return statSync(path.join(this.#root, file)).size;
  }

  has(file: string): boolean {
    return this.files.includes(file);
  }

  /** Our own TypeScript and JavaScript. */
  get sources(): string[] {
    return this.files.filter((file) => /\.(ts|mjs)$/.test(file));
  }

  /** The names of the folders directly in `folder`. */
  foldersIn(folder: string): string[] {
    const below = this.files.filter((file) => file.startsWith(`${folder}/`));
    const names = below.map((file) => file.slice(folder.length + 1).split("/"));
    return [...new Set(names.filter(({ length }) => length > 1).map(([name = ""]) => name))];
  }
}

/** Lines of a text, without the empty one behind its last newline. */
export function linesOf(text: string): string[] {
  return text.replace(/\n$/, "").split("\n");
}
