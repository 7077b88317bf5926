// What is sent: one request from the options, or those of a file. Options that contradict each
// other or the scheme are told here, beside files that cannot be read.

import { readFileSync, statSync } from "node:fs";
import type { UsageProblems } from "#cli/usage-options.ts";
import {
  encodeRequest,
  headersOf,
  methodProblem,
  readHeader,
  readRequestLines,
} from "./http-requests.ts";
import type { LoadWords } from "./load-options.ts";
import { type LoadRequest, REQUESTS_BYTES_MAX, sizeProblem } from "./load-request.ts";
import type { LoadTarget } from "./load-target.ts";
import { readCommands, retrievalOf } from "./memcache-requests.ts";

/** JSON around a request may be twice as long as the request. */
const FILE_BYTES_MAX = 4 * REQUESTS_BYTES_MAX;

export interface RequestWords extends LoadWords {
  /** Makes a path of the command line one of the file system. */
  readonly at: (file: string) => string;
}

/** Undefined where something is wrong; the problems say what. */
export function readRequests(
  target: LoadTarget,
  words: RequestWords,
  problems: UsageProblems,
): readonly LoadRequest[] | undefined {
  const before = problems.sentences.length;
  problems.sentences.push(...contradictions(target, words));
  const requests =
    target.scheme === "memcache"
      ? memcacheRequests(target, words, problems)
      : httpRequests(target, words, problems);
  const tooMany = sizeProblem(requests, words.requests ?? words.bodyFile ?? "the request");
  if (problems.sentences.length === before && tooMany !== undefined) {
    problems.sentences.push(tooMany);
  }
  return problems.sentences.length === before ? requests : undefined;
}

function contradictions({ scheme }: LoadTarget, words: RequestWords): string[] {
  const { method, body, bodyFile, requests, expectStatus, header = [], insecure } = words;
  const given = { method, body, "body-file": bodyFile };
  const single = Object.entries(given).flatMap(([name, text]) =>
    text === undefined ? [] : [name],
  );
  const ofHttp = [
    ...single,
    ...(header.length > 0 ? ["header"] : []),
    ...(expectStatus === undefined ? [] : ["expect-status"]),
  ];
  const problems: string[] = [];
  if (scheme === "memcache") {
    problems.push(
      ...ofHttp.map(
        (name) => `--${name}: of HTTP alone; memcached's commands are given by --requests`,
      ),
    );
  } else if (requests !== undefined) {
    problems.push(
      ...single.map((name) => `--${name}: not beside --requests, whose lines have their own`),
    );
  }
  if (body !== undefined && bodyFile !== undefined) {
    problems.push("--body and --body-file: expected one of them");
  }
  if (insecure === true && scheme !== "https") {
    problems.push(`--insecure: of https alone, received ${scheme}`);
  }
  return problems;
}

function memcacheRequests(
  target: LoadTarget,
  { requests: file, at }: RequestWords,
  problems: UsageProblems,
): readonly LoadRequest[] {
  const bytes = file === undefined ? undefined : readOption("requests", at(file), problems);
  if (file !== undefined && bytes === undefined) return [];
  const read = bytes === undefined ? retrievalOf(target.path) : readCommands(bytes, file ?? "");
  if ("requests" in read) return read.requests;
  problems.sentences.push(...read.problems);
  return [];
}

function httpRequests(
  target: LoadTarget,
  words: RequestWords,
  problems: UsageProblems,
): readonly LoadRequest[] {
  const pairs = (words.header ?? []).flatMap((line) => {
    const read = readHeader(line);
    if ("name" in read) return [[read.name, read.value] as const];
    problems.sentences.push(
      `--header: received ${JSON.stringify(line)}, expected ${read.expected}`,
    );
    return [];
  });
  const headers = headersOf(pairs);
  if (words.requests !== undefined) {
    const bytes = readOption("requests", words.at(words.requests), problems);
    if (bytes === undefined) return [];
    const read = readRequestLines(bytes.toString(), words.requests, { target, headers });
    if ("requests" in read) return read.requests;
    problems.sentences.push(...read.problems);
    return [];
  }
  const body = bodyOf(words, problems);
  const method = words.method ?? (body.length === 0 ? "GET" : "POST");
  const wrong = methodProblem(method);
  if (wrong !== undefined) {
    problems.sentences.push(`--method: received ${JSON.stringify(method)}, expected ${wrong}`);
  }
  return [encodeRequest({ method, path: target.path, headers, body }, target)];
}

function bodyOf({ body, bodyFile, at }: RequestWords, problems: UsageProblems): Uint8Array {
  if (bodyFile === undefined) return Buffer.from(body ?? "");
  return readOption("body-file", at(bodyFile), problems) ?? new Uint8Array(0);
}

/** The file that an option names; undefined, with the problem told, where it cannot be read. */
function readOption(option: string, file: string, problems: UsageProblems): Buffer | undefined {
  try {
    const { size } = statSync(file);
    if (size <= FILE_BYTES_MAX) return readFileSync(file);
    problems.sentences.push(
      `--${option}: ${file} has ${size} bytes, expected at most ${FILE_BYTES_MAX}`,
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    problems.sentences.push(`--${option}: ${file} cannot be read: ${why}`);
  }
  return undefined;
}
