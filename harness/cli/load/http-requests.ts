// HTTP requests from the command line, and from a file of them: one JSON document a line.
//
//   {"path": "/search?q=a"}
//   {"method": "POST", "path": "/items", "headers": {"Content-Type": "text/plain"}, "body": "new"}
//
// What a header or a path must not hold is refused here, so that each line is one request on the
// wire. The length of the body is always stated by us.

import { REPLY_TO_HEAD } from "#load/codecs/http.ts";
import { parseJson } from "#model/schema/json-text.ts";
import type { LoadTarget } from "./load-target.ts";
import { firstProblems, type LoadRequest, type LoadRequests } from "./load-request.ts";

/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Visible characters of Latin-1, blanks and tabs. */
const FIELD_VALUE = /^[\t\x20-\x7e\xa0-\xff]*$/;
const PATH = /^(\/[\x21-\x7e]*|\*)$/;
/** Headers that say where a request ends: ours to write. */
const FRAMING = ["content-length", "transfer-encoding"];
const KEYS = ["method", "path", "headers", "body"];

/** Names in lower case, with the name as it was written. */
type Headers = ReadonlyMap<string, { readonly name: string; readonly value: string }>;

export interface HttpRequestParts {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** Reads `Name: value`. @returns the problem as what was expected. */
export function readHeader(line: string): { name: string; value: string } | { expected: string } {
  const colon = line.indexOf(":");
  if (colon < 1) return { expected: "a header as in Name: value" };
  const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
  const problem = headerProblem(name, value);
  return problem === undefined ? { name, value } : { expected: problem };
}

function headerProblem(name: string, value: string): string | undefined {
  if (!TOKEN.test(name)) return "a name of letters, digits and hyphens before the colon";
  if (FRAMING.includes(name.toLowerCase())) {
    return `no ${name}: it follows from the body`;
  }
  return FIELD_VALUE.test(value) ? undefined : "a value of one line in Latin-1";
}

export function headersOf(pairs: Iterable<readonly [name: string, value: string]>): Headers {
  return new Map([...pairs].map(([name, value]) => [name.toLowerCase(), { name, value }]));
}

/** Why `method` cannot be sent; undefined when it can. */
export function methodProblem(method: string): string | undefined {
  if (!TOKEN.test(method)) return "a method such as GET or POST";
  return method.toUpperCase() === "CONNECT" ? "no CONNECT: its reply is no reply" : undefined;
}

/** The request as it is sent. */
export function encodeRequest(parts: HttpRequestParts, { authority }: LoadTarget): LoadRequest {
  const { method, path, headers, body } = parts;
  const own = headersOf([
    ["Host", authority],
    ["User-Agent", "tailproof"],
    ["Accept", "*/*"],
  ]);
  const all = new Map([...own, ...headers]);
  const lines = [...all.values()].map(({ name, value }) => `${name}: ${value}\r\n`);
  // Also for an empty body where a body is usual: some servers ask for the length.
  const isUsual = ["POST", "PUT", "PATCH"].includes(method);
  if (body.length > 0 || isUsual) lines.push(`Content-Length: ${body.length}\r\n`);
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1");
  const form = method === "HEAD" ? REPLY_TO_HEAD : 0;
  return { bytes: Buffer.concat([head, body]), owed: 1, form };
}

/** Reads a file of requests; `headers` are for all, unless a line has its own. */
export function readRequestLines(
  text: string,
  file: string,
  given: { readonly target: LoadTarget; readonly headers: Headers },
): LoadRequests {
  const requests: LoadRequest[] = [];
  const problems: string[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const where = `${file}, line ${at + 1}`;
    const parsed = parseJson(line, where);
    const parts = parsed.ok ? partsOf(parsed.value, given) : undefined;
    if (!parsed.ok) problems.push(...parsed.problems);
    else if (typeof parts === "string") problems.push(`${where}: ${parts}`);
    else if (parts !== undefined) requests.push(encodeRequest(parts, given.target));
  }
  return problems.length === 0 ? { requests } : { problems: firstProblems(problems) };
}

function partsOf(
  value: unknown,
  { headers: forAll, target }: { readonly target: LoadTarget; readonly headers: Headers },
): HttpRequestParts | string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return `expected an object with some of ${KEYS.join(", ")}`;
  }
  const strange = Object.keys(value).find((key) => !KEYS.includes(key));
  if (strange !== undefined) return `unknown key "${strange}"; known: ${KEYS.join(", ")}`;
  const { path = target.path, headers = {}, body = "" } = value as Record<string, unknown>;
  const { method = body === "" ? "GET" : "POST" } = value as Record<string, unknown>;
  if (typeof method !== "string") return "method: expected text";
  const wrongMethod = methodProblem(method);
  if (wrongMethod !== undefined) return `method: expected ${wrongMethod}`;
  if (typeof path !== "string" || !PATH.test(path)) {
    return "path: expected one that begins with / and holds neither blanks nor letters beyond ASCII";
  }
  if (typeof body !== "string") return "body: expected text";
  if (typeof headers !== "object" || headers === null) return "headers: expected an object";
  for (const [name, text] of Object.entries(headers)) {
    const problem = typeof text === "string" ? headerProblem(name, text) : "text";
    if (problem !== undefined) return `headers.${name}: expected ${problem}`;
  }
  const own = headersOf(Object.entries(headers as Record<string, string>));
  return { method, path, headers: new Map([...forAll, ...own]), body: Buffer.from(body) };
}
