// `bench load` against servers of every kind, good and bad: each gives a clear result in bounded
// time. What is asserted are counts, words and codes, never times: see load-bench.ts.

import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import { describe, test } from "node:test";
import tls from "node:tls";
import { benchLoad, listening, loadOf } from "#testing/load-bench.ts";
import { loopbackCertificate } from "#testing/loopback-certificate.ts";
import type { LoadDocument } from "./load-document.ts";
import type { LoadStep } from "./load-step.ts";
import { loadVerdict } from "./load-verdict.ts";

/** Two processes, a server and the load on it, take up to 2 s; a busy machine, much longer. */
const LIMIT = { timeout: 60_000 };
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

type Answer = (peer: net.Socket) => void;
/** Answers each request as it comes: without a body, one read is one request here. */
const each =
  (answer: Answer): Answer =>
  (peer) =>
    void peer.on("data", () => answer(peer));

function slowly(peer: net.Socket): void {
  let at = 0;
  const timer = setInterval(() => {
    peer.write(OK.slice(at, ++at));
    if (at === OK.length) clearInterval(timer);
  }, 1);
  peer.on("close", () => clearInterval(timer));
}

interface Expected {
  readonly code?: number;
  readonly verdict?: RegExp;
  readonly counts: (step: LoadStep) => boolean;
}

const allReplied = ({ replied, sent, mismatched, tallies }: LoadStep): boolean =>
  replied > 0 && replied === sent && mismatched === 0 && tallies["2xx"] === replied;
const allFailed = ({ replied, failed, owed }: LoadStep): boolean =>
  replied === 0 && failed > 0 && failed === owed;

const TARGETS: readonly (readonly [what: string, answer: Answer, expected: Expected])[] = [
  ["answers", each((peer) => peer.write(OK)), { counts: allReplied }],
  [
    "closes each connection behind its reply, and says so",
    each((peer) => peer.end(OK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))),
    { counts: (step) => allReplied(step) && step.generator.reconnects >= step.replied - 4 },
  ],
  [
    "ends its replies by closing",
    each((peer) => peer.end("HTTP/1.0 200 OK\r\n\r\nall of it")),
    { counts: (step) => allReplied(step) && step.generator.reconnects >= step.replied - 4 },
  ],
  [
    "closes instead of replying",
    each((peer) => peer.end()),
    {
      code: 5,
      verdict: /none of .* the connections were closed before a reply/,
      counts: allFailed,
    },
  ],
  [
    "cuts its replies",
    each((peer) => peer.end(OK.slice(0, -1))),
    { code: 5, verdict: /the connections were closed in the middle of a reply/, counts: allFailed },
  ],
  [
    "sends bytes that are no whole reply",
    each((peer) => peer.write("HTTP/1.1 ")),
    {
      code: 5,
      verdict: /none of 4 requests was answered; 36 bytes came, but no whole reply/,
      counts: ({ unanswered }) => unanswered === 4,
    },
  ],
  [
    "answers 404",
    each((peer) => peer.write("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")),
    {
      code: 6,
      verdict: /^wrong: /,
      // On a busy machine some are withheld, and the label is right.
      counts: ({ labels, withheld }) => withheld > 0 || !labels.includes("overloaded"),
    },
  ],
  [
    "sends garbage",
    each((peer) => peer.write("SSH-2.0-OpenSSH_9\r\n")),
    {
      code: 5,
      verdict: /what came was not an HTTP/,
      counts: (step) => allFailed(step) && step.unreadable > 0,
    },
  ],
  [
    "never answers",
    () => {},
    {
      code: 5,
      verdict: /none of 4 requests was answered; the connections stayed open and silent/,
      counts: ({ sent, unanswered, withheld }) => sent === 4 && unanswered === 4 && withheld > 0,
    },
  ],
  [
    "answers byte by byte",
    each(slowly),
    { counts: (step) => allReplied(step) && (step.all.service.meanNs ?? 0) > 20e6 },
  ],
  [
    "answers with errors",
    each((peer) => peer.write("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")),
    {
      code: 6,
      verdict: /^wrong: .* were not as expected \(first: the reply's status is 503\)/,
      counts: ({ replied, mismatched, tallies }) =>
        replied > 0 && mismatched === replied && tallies["5xx"] === replied,
    },
  ],
];

// Two at a time, as the machine may have no more cores.
describe("a target that", { concurrency: 2 }, () => {
  for (const [what, answer, expected] of TARGETS) {
    test(what, LIMIT, async (t) => {
      const port = await listening(t, net.createServer({ noDelay: true }, answer));
      const { code, document } = await loadOf(`http://127.0.0.1:${port}/`);
      const [step] = document.steps;
      assert.equal(document.status, "complete", document.reason ?? "");
      assert.ok(step !== undefined && expected.counts(step), JSON.stringify(step));
      if (expected.code !== undefined) assert.equal(code, expected.code);
      if (expected.verdict !== undefined) assert.match(loadVerdict(document), expected.verdict);
    });
  }

  test("is not there", LIMIT, async (t) => {
    const gone = net.createServer();
    const port = await listening(t, gone);
    await new Promise<void>((resolve) => gone.close(() => resolve()));
    const { code, document } = await loadOf(`http://127.0.0.1:${port}/`);
    assert.deepEqual([code, document.status, document.steps], [5, "failed", []]);
    const refusal = `no result: 127.0.0.1:${port} accepts no connection (ECONNREFUSED)`;
    assert.equal(loadVerdict(document), refusal);
  });

  test("closes every connection at once", LIMIT, async (t) => {
    const port = await listening(
      t,
      net.createServer((peer) => peer.destroy()),
    );
    const { code, document } = await loadOf(`http://127.0.0.1:${port}/`, "--timeout=1");
    assert.equal(code, 5);
    assert.match(loadVerdict(document), /^no result: /);
  });

  test("speaks first", LIMIT, async (t) => {
    const greet: Answer = (peer) => peer.write("220 mail.test ESMTP\r\n");
    const port = await listening(t, net.createServer(greet));
    const { code, document } = await loadOf(`http://127.0.0.1:${port}/`);
    assert.equal(code, 5);
    // Who says it, the step or the opening of connections, is a matter of moments.
    assert.match(document.verdict, /before it (is|was) asked/);
    assert.match(document.verdict, /^no result: .*220 mail\.test ESMTP.*/);
  });

  test("always takes 100 ms", LIMIT, async (t) => {
    const late = each((peer) => setTimeout(() => peer.write(OK), 100));
    const port = await listening(t, net.createServer({ noDelay: true }, late));
    const { document } = await loadOf(`http://127.0.0.1:${port}/`, "--connections=60");
    const [step] = document.steps;
    assert.ok(step !== undefined && allReplied(step), JSON.stringify(step));
    assert.ok(step.achievedPerS < 0.9 * step.drawnPerS, "some came behind the end");
    assert.deepEqual(
      step.labels.filter((label) => label === "overloaded"),
      [],
    );
  });

  test("goes away under load", LIMIT, async (t) => {
    let requests = 0;
    const answerTen = each((peer) => {
      if (++requests <= 10) {
        peer.write(OK);
        return;
      }
      server.close();
      peer.destroy();
    });
    const server = net.createServer(answerTen);
    const port = await listening(t, server);
    const { document, code } = await loadOf(`http://127.0.0.1:${port}/`, "--timeout=1");
    const [step] = document.steps;
    assert.equal(step?.replied, 10);
    assert.ok(step.failed > 0 && step.withheld > 0, JSON.stringify(step));
    assert.equal(step.generator.reconnects, 0, "none stood again");
    assert.equal(step.connections.openAtEnd, 0);
    assert.match(document.verdict, /^not to be used: the target stopped accepting connections /);
    assert.match(document.verdict, / 0\.\d s into the step \(ECONNREFUSED\), and 0 of 4 /);
    assert.deepEqual([code, document.exitCode, step.valid], [5, 5, false]);
  });
});

test("a run that is aborted ends at once, with the steps so far", LIMIT, async (t) => {
  const server = net.createServer(each((peer) => peer.write(OK)));
  const port = await listening(t, server);
  const abort = new AbortController();
  server.once("connection", () => setTimeout(() => abort.abort(), 500));
  const startMs = performance.now();
  const words = [`http://127.0.0.1:${port}/`, "--duration=60", "--warm-up=0", "--json"];
  const { stdout } = await benchLoad(words, abort.signal);
  assert.ok(performance.now() - startMs < 30_000);
  const document = JSON.parse(stdout) as LoadDocument;
  assert.deepEqual([document.status, document.steps], ["aborted", []]);
  assert.equal(loadVerdict(document), "aborted before the first step ended");
});

describe("https", () => {
  test("is verified unless --insecure, and the result says which", LIMIT, async (t) => {
    const server = tls.createServer(loopbackCertificate, (peer) => {
      peer.on("error", () => {}).on("data", () => peer.write(OK));
    });
    server.on("tlsClientError", () => {});
    const port = await listening(t, server);
    const url = `https://localhost:${port}/`;
    const refused = await loadOf(url);
    assert.equal(refused.code, 5);
    assert.match(loadVerdict(refused.document), /not accepted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
    const { document } = await loadOf(url, "--insecure");
    const [step] = document.steps;
    assert.ok(step !== undefined && allReplied(step), JSON.stringify(step));
    const { tls: facts } = document.target;
    assert.equal(facts?.verifiedFor, null);
    assert.equal(facts?.objection, "DEPTH_ZERO_SELF_SIGNED_CERT");
    assert.equal(facts?.subject, "localhost");
  });

  test("of a server that speaks no TLS is told as such", LIMIT, async (t) => {
    const port = await listening(t, net.createServer(each((peer) => peer.end(OK))));
    const { code, document } = await loadOf(`https://127.0.0.1:${port}/`);
    assert.equal(code, 5);
    assert.match(loadVerdict(document), /speaks no TLS that we understand/);
  });
});

describe("what is sent", () => {
  test("is what another HTTP reads: method, headers, body, in turn", LIMIT, async (t) => {
    const heard: string[] = [];
    const server = http.createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const { method, url, headers } = request;
        const body = Buffer.concat(parts).toString();
        heard.push([method, url, headers["x-own"], headers["content-type"], body].join(" "));
        response.end("thanks");
      });
    });
    const port = await listening(t, server);
    const file = new URL("sample-requests.ndjson", import.meta.url).pathname;
    const { document } = await loadOf(
      `http://127.0.0.1:${port}/base`,
      "--connections=1",
      "--pipelining=50",
      "--header=X-Own: yes",
      `--requests=${file}`,
    );
    const [step] = document.steps;
    assert.ok(step !== undefined && allReplied(step), JSON.stringify(step));
    const turn = [
      "GET /search?q=a yes  ",
      'POST /items yes application/json {"name":"ä"}',
      "HEAD /base no  ",
    ];
    assert.ok(heard.length > 4);
    assert.deepEqual(new Set(heard), new Set(turn));
    // A withheld request is passed over in its turn.
    if (step.withheld > 0) return;
    heard.forEach((line, at) => assert.equal(line, turn[at % turn.length]));
  });

  test("to memcached, read by an HTTP server, is told as garbage", LIMIT, async (t) => {
    const refuse = each((peer) => peer.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const port = await listening(t, net.createServer(refuse));
    const { code, document } = await loadOf(`memcache://127.0.0.1:${port}/key`);
    assert.equal(code, 5);
    assert.match(
      document.verdict,
      /^no result: none of \d+ requests was answered; what came was not /,
    );
  });

  test("to memcached is `get` of the address's key, and a miss is right", LIMIT, async (t) => {
    let heard = "";
    const server = net.createServer((peer) => {
      peer.on("data", (bytes: Buffer) => {
        heard += bytes.toString();
        peer.write("END\r\n".repeat(bytes.toString().split("\n").length - 1));
      });
    });
    const port = await listening(t, server);
    const { document } = await loadOf(`memcache://127.0.0.1:${port}/user:1`, "--pipelining=4");
    const [step] = document.steps;
    assert.ok(step !== undefined && step.replied > 0 && step.mismatched === 0);
    assert.deepEqual(step.tallies, { miss: step.replied });
    assert.deepEqual(new Set(heard.trimEnd().split("\r\n")), new Set(["get user:1"]));
  });
});
