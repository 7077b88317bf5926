// House rules about what stands in a file: its opening, its length, its names, and what it must not
// refer to. Only what format, lint and types cannot see is here; where a rule needs code alone,
// comments and strings are cut first.

import { type Finding, type HouseRule, linesOf, type SourceTree } from "./source-tree.ts";

const fileLinesMax = 400;
const lineCharsMax = 100;
// Names that say nothing about what they hold; "common" only as a noun, not as in commonScale.
const emptyWord = /^(utils?|helpers?|managers?)$/;
const emptyNoun = /^commons?$/;

const quoted = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/;
const comment = /\/\*[^]*?\*\/|\/\/[^\n]*/;
// A slash that cannot divide, because no value stands before it, opens a regular expression.
const pattern =
  /(?<=(?:[=(,:[!&|?{};]|=>|return)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//;
const notCode = new RegExp(`${comment.source}|${pattern.source}|${quoted.source}`, "g");

/** The text without comments, and with every string and regular expression emptied. */
function codeOf(text: string): string {
  return text.replaceAll(notCode, (found) => (/^\/[*/]/.test(found) ? "" : '""'));
}

/** `socketHelpers`, `SOCKET_HELPERS` and `socket-helpers` all hold the words socket and helpers. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);
}

function isEmpty(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => emptyWord.test(word)) || emptyNoun.test(words.at(-1) ?? "");
}

function openings(tree: SourceTree): Finding[] {
  return tree.sources
    .filter((file) => !/^(#!.*\n)?\/[/*]/.test(tree.text(file)))
    .map((file) => ({
      file,
      what: "opens without a comment",
      expected: "2-8 lines: what it decides, why it is its own file, what it leaves out",
    }));
}

/** The line with its strings emptied: a message that is one string stays on one line. */
function wrappable(line: string): string {
  return /^\s*(\/\/|\/?\*)/.test(line) ? line : line.replaceAll(new RegExp(quoted, "g"), '""');
}

function lengths(tree: SourceTree): Finding[] {
  return tree.sources.flatMap((file) => {
    const lines = linesOf(tree.text(file));
    const long = lines.findIndex((line) => wrappable(line).length > lineCharsMax);
    const where = `line ${long + 1} has ${lines[long]?.length} characters`;
    return [
      ...(lines.length > fileLinesMax
        ? [{ file, what: `has ${lines.length} lines`, expected: `at most ${fileLinesMax}` }]
        : []),
      ...(long >= 0 ? [{ file, what: where, expected: `at most ${lineCharsMax}` }] : []),
    ];
  });
}

function withoutEnd(fileName: string): string {
  return fileName.replace(/(?<=.)\..*$/, "");
}

function fileNames({ files, sources }: SourceTree): Finding[] {
  const empty = files.filter((file) => file.split("/").some((part) => isEmpty(withoutEnd(part))));
  const kebab = /^([a-z\d]+(-[a-z\d]+)*\/)*[a-z\d]+(-[a-z\d]+)*(\.test|\.d)?\.(ts|mjs)$/;
  return [
    ...empty.map((file) => ({ file, what: "an empty name", expected: "what the file holds" })),
    ...sources
      .filter((file) => !kebab.test(file))
      .map((file) => ({ file, what: "not in kebab-case", expected: "like-this.ts" })),
  ];
}

function identifiers(tree: SourceTree): Finding[] {
  return tree.sources.flatMap((file) => {
    const names = new Set(codeOf(tree.text(file)).match(/[A-Za-z_$][\w$]*/g));
    return [...names]
      .filter(isEmpty)
      .map((name) => ({ file, what: `the name ${name}`, expected: "a name for what it holds" }));
  });
}

interface BannedText {
  readonly pattern: RegExp;
  readonly what: string;
  readonly expected: string;
}

function findAll(tree: SourceTree, files: readonly string[], banned: BannedText): Finding[] {
  const { pattern, what, expected } = banned;
  return files
    .filter((file) => pattern.test(tree.text(file)))
    .map((file) => ({ file, what: `${what}: ${pattern.exec(tree.text(file))?.[0]}`, expected }));
}

const packageHosts = [
  "registry\\.npmjs",
  "registry\\.yarnpkg",
  "pypi\\.org",
  "pythonhosted\\.org",
  "repo1?\\.maven\\.",
  "(?:index|static)\\.crates\\.io",
  "proxy\\.golang\\.org",
];

const foreignPlaces: readonly BannedText[] = [
  {
    pattern: /\.\.\/shared\b/,
    what: "refers to a folder outside of the repository",
    expected: "a copy beside its user, with its licence",
  },
  {
    pattern: /(?<![\w.~})*])\/(?:work|root)\/\w*/,
    what: "names a place of one machine",
    expected: "a path relative to the repository",
  },
  {
    pattern: new RegExp(packageHosts.map((host) => `\\b${host}`).join("|")),
    what: "names a package registry",
    expected: "none: each user's own settings say where packages come from",
  },
];

function references(tree: SourceTree): Finding[] {
  return foreignPlaces.flatMap((banned) => findAll(tree, tree.files, banned));
}

function unfinished(tree: SourceTree): Finding[] {
  const code = tree.files.filter((file) => /\.(ts|mjs|py|rs|c|h|java|go)$/.test(file));
  const suppressions = { what: "a rule is switched off", expected: "`-- ` and the reason" };
  return [
    ...findAll(tree, code, {
      pattern: /\bTO(?:DO)\b|\bFIX(?:ME)\b/,
      what: "an open end",
      expected: "finish it, or leave it out",
    }),
    ...findAll(tree, tree.sources, {
      ...suppressions,
      pattern: /(?:ox|es)lint-(?:disable)(?!.* -- \S).*/,
    }),
  ];
}

/**
 * A test that is left alone by `only`, or that promises to be written, hides what is not tested.
 */
function wholeTests(tree: SourceTree): Finding[] {
  const marks = /\b(?:test|it|describe|suite|t)\.(?:only|todo)\b|\b(?:only|todo): (?:true|"")/;
  return tree.sources
    .filter((file) => file.endsWith(".test.ts") && marks.test(codeOf(tree.text(file))))
    .map((file) => ({ file, what: "only or todo", expected: "every test runs" }));
}

function namedExports(tree: SourceTree): Finding[] {
  return tree.sources
    .filter((file) => /\bexport default\b|\bas default\b/.test(codeOf(tree.text(file))))
    .map((file) => ({ file, what: "a default export", expected: "named exports" }));
}

export const textRules: readonly HouseRule[] = [
  openings,
  lengths,
  fileNames,
  identifiers,
  references,
  unfinished,
  wholeTests,
  namedExports,
];
