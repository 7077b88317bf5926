// Mistakes on the command line of `bench load`: each is told in its own words, all at once, and
// nothing is sent.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { UsageError } from "#drive/usage-error.ts";
import { benchLoad } from "#testing/load-bench.ts";

const HERE = "http://127.0.0.1:1/";
const folder = mkdtempSync(path.join(os.tmpdir(), "load-usage-"));
after(() => rmSync(folder, { recursive: true }));

function planted(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function problemsOf(...words: readonly string[]): Promise<readonly string[]> {
  const end = await benchLoad(words).catch((error: unknown) => error);
  assert.ok(end instanceof UsageError, JSON.stringify(end));
  return end.problems;
}

const EXAMPLE = "an address such as http://127.0.0.1:8080/path";
const MISTAKES: readonly (readonly [words: readonly string[], ...sentences: string[]])[] = [
  [[], `which target? Expected ${EXAMPLE}`],
  [["127.0.0.1:8080"], `received "127.0.0.1:8080", expected ${EXAMPLE}`],
  [
    ["ftp://127.0.0.1/"],
    'received "ftp://127.0.0.1/", expected one of the schemes http, https, memcache',
  ],
  [
    ["http://me:secret@127.0.0.1/"],
    'received "http://me:secret@127.0.0.1/", expected no user and password in it; send them by --header',
  ],
  [[HERE, "again"], 'unexpected word "again": one target at a time'],
  [[HERE, "--conections=4"], 'unknown option --conections. Did you mean "--connections"?'],
  [
    [HERE, "--rate=0", "--duration=2h", "--warm-up=x", "--connections=0", "--pipelining=1.5"],
    '--rate: received "0", expected numbers above 0, separated by commas',
    '--duration: received "2h", expected at most 3600 s',
    '--warm-up: received "x", expected a time such as 500ms, 90s or 2m, or 0 for none',
    '--connections: received "0", expected a whole number from 1 to 10000',
    '--pipelining: received "1.5", expected a whole number from 1 to 1000',
  ],
  [
    [HERE, "--duration=0s", "--warm-up=0s"],
    '--duration: received "0s", expected a time above 0 such as 500ms, 90s, 40m or 2h',
  ],
  [
    [HERE, "--arrivals=burst:4,200ms,0.8s", "--duration=9"],
    "--arrivals: burst and calm take 1 s on average, so a step of 9 s holds fewer than 10 of each; expected a --duration of at least 10 s, or shorter ones",
  ],
  [
    ["http://0.0.0.0/"],
    "0.0.0.0 stands for all addresses of a server, and is none to connect to; expected one of them, such as 127.0.0.1",
  ],
  [
    ["http://[::]/"],
    ":: stands for all addresses of a server, and is none to connect to; expected one of them, such as [::1]",
  ],
  [[HERE, "--rate=2000000"], '--rate: received "2000000", expected rates of at most 1000000/s'],
  [
    [HERE, "--rate=1000000", "--duration=1h"],
    "--rate and --duration: a step of more than 67108864 requests; make it shorter",
  ],
  [
    [HERE, "--expect-status=2x"],
    '--expect-status: received "2x", expected codes or classes separated by commas, as in 200,404 or 2xx',
  ],
  [
    [HERE, "--header=nonsense"],
    '--header: received "nonsense", expected a header as in Name: value',
  ],
  [
    [HERE, "--header=a b: c"],
    '--header: received "a b: c", expected a name of letters, digits and hyphens before the colon',
  ],
  [
    [HERE, "--header=Content-Length: 5"],
    '--header: received "Content-Length: 5", expected no Content-Length: it follows from the body',
  ],
  [
    [HERE, "--header=A: b\r\nC: d"],
    '--header: received "A: b\\r\\nC: d", expected a value of one line in Latin-1',
  ],
  [[HERE, "--method=GET /x"], '--method: received "GET /x", expected a method such as GET or POST'],
  [
    [HERE, "--method=connect"],
    '--method: received "connect", expected no CONNECT: its reply is no reply',
  ],
  [
    [HERE, "--body=x", "--body-file=y"],
    "--body and --body-file: expected one of them",
    "…cannot be read…",
  ],
  [[HERE, "--insecure"], "--insecure: of https alone, received http"],
  [
    [HERE, "--cross-check=k6,wrkk"],
    '--cross-check: received "k6,wrkk", expected some of autocannon, autocannon-uncorrected, k6, vegeta, fortio, oha, wrk. Did you mean "wrk"?',
  ],
  [
    ["memcache://127.0.0.1:1/a", "--cross-check=wrk", "--rate=0.5"],
    "--cross-check: of http and https alone, received memcache",
    "--cross-check: other tools take whole rates, received --rate=0.5",
  ],
  [
    [HERE, "--cross-check=wrk", "--body=x"],
    "--cross-check: other tools send a plain GET of the address; expected no --body",
  ],
  [[HERE, "--requests=none"], "…/none cannot be read: ENOENT…"],
  [
    [HERE, `--requests=${planted("empty", "\n")}`, "--method=GET"],
    "--method: not beside --requests, whose lines have their own",
  ],
  [[HERE, `--requests=${planted("blank", "\n")}`], "…/blank: holds no request"],
  [
    [
      HERE,
      `--requests=${planted("lines", '{"path":"x"}\n{"pth":1}\n{\n[]\n{"method":1}\n{"headers":{"A":1}}\n{"body":{}}')}`,
    ],
    "…/lines, line 1: path: expected one that begins with / and holds neither blanks nor letters beyond ASCII",
    '…/lines, line 2: unknown key "pth"; known: method, path, headers, body',
    "…/lines, line 3: not JSON at line 1, column 2: the text ends too early.",
    "…/lines, line 4: expected an object with some of method, path, headers, body",
    "…/lines, line 5: method: expected text",
    "…/lines, line 6: headers.A: expected text",
    "…/lines, line 7: body: expected text",
  ],
  [
    ["memcache://127.0.0.1", "--body=x", "--header=A: b", "--expect-status=200"],
    "--body: of HTTP alone; memcached's commands are given by --requests",
    "--header: of HTTP alone; memcached's commands are given by --requests",
    "--expect-status: of HTTP alone; memcached's commands are given by --requests",
  ],
  [["memcache://127.0.0.1/a%20b"], 'the key "a b" holds a blank or is longer than 250 bytes'],
  [
    [
      "memcache://127.0.0.1",
      `--requests=${planted("stats", "get a\nstats\nset a 0 0\nset b 0 0 9\nshort\n")}`,
    ],
    '…/stats, line 2: "stats" is no command that can be sent; expected one of …',
    "…/stats, line 3: expected set <key> <flags> <exptime> <bytes>",
    "…/stats, line 4: the data behind it is not 9 bytes",
  ],
];

function assertLike(received: string | undefined, expected: string): void {
  const parts = expected.split("…").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  assert.match(received ?? "", new RegExp(`^${parts.join("[^]*")}$`));
}

for (const [words, ...sentences] of MISTAKES) {
  test(`bench load ${words.join(" ").replaceAll(folder, "")}`, async () => {
    const problems = await problemsOf(...words);
    assert.equal(problems.length, sentences.length, problems.join("\n"));
    sentences.forEach((sentence, at) => assertLike(problems[at], sentence));
  });
}

test("a host that is not this machine is refused, by address and by name", async () => {
  assert.deepEqual(await problemsOf("http://192.0.2.7/"), [
    "192.0.2.7 is not this machine; --allow-remote sends load there all the same: only with leave of those who run it",
  ]);
  const [problem] = await problemsOf("http://nowhere.invalid/");
  assert.match(problem ?? "", /^the host "nowhere\.invalid" was not found \(E\w+\)$/);
});
