// `bench load --cross-check` with a planted wrk and without a compiler: the rows, the exit code,
// and what the option does not go with.

import assert from "node:assert/strict";
import net from "node:net";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { benchLoad, listening, loadOf } from "#testing/load-bench.ts";
import { plantPrograms } from "#testing/planted-programs.ts";

const LIMIT = { timeout: 60_000 };
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const RECORDED = path.join(import.meta.dirname, "..", "cross-check", "recorded");
const WRK = {
  script: `case $* in -v) echo wrk 4.1.0; exit 1;; *) /bin/cat ${RECORDED}/wrk.txt;; esac`,
};
const OHA = {
  script: `case $* in --version) echo oha 1.15.0;; *) /bin/cat ${RECORDED}/oha-slow.txt;; esac`,
};

/** Until the test is over these are the only programs, and there is no home. */
function onlyPrograms(t: TestContext, programs: Parameters<typeof plantPrograms>[1]): void {
  const { PATH, HOME } = process.env;
  t.after(() => Object.assign(process.env, { PATH, HOME }));
  process.env.PATH = plantPrograms(t, programs);
  process.env.HOME = "/nowhere";
}

async function target(t: TestContext): Promise<string> {
  const server = net.createServer({ noDelay: true }, (peer) => {
    peer.on("data", () => peer.write(OK));
  });
  return `http://127.0.0.1:${await listening(t, server)}/`;
}

test("other tools stand below the run's own steps; absent ones with the fix", LIMIT, async (t) => {
  const url = await target(t);
  onlyPrograms(t, { wrk: WRK });
  const { code, document } = await loadOf(url, "--cross-check=wrk,oha,k6");
  assert.equal(code, document.exitCode);
  const rows = (document.crossChecks ?? []).map(({ tool, state, offeredPerS, fix = null }) => [
    tool,
    state,
    offeredPerS,
    fix,
  ]);
  assert.deepEqual(rows, [
    ["k6", "absent", null, "apt-get install golang-go"],
    ["oha", "absent", null, "cargo install oha --locked --version 1.15.0"],
    ["wrk", "measured", null, null],
  ]);
  const wrk = document.crossChecks?.[2];
  assert.equal(wrk?.command, `wrk -t 1 -c 4 -d 1s --latency ${url}`);
  assert.ok((wrk.figures?.achievedPerS ?? 0) > 0);
});

test("nobody asked: no rows", LIMIT, async (t) => {
  const { document } = await loadOf(await target(t));
  assert.ok(!("crossChecks" in document));
});

test("the table stands above the verdict, and progress says what runs", LIMIT, async (t) => {
  const url = await target(t);
  onlyPrograms(t, { wrk: WRK });
  const words = [url, "--duration=0.4", "--warm-up=0", "--rate=100", "--cross-check=wrk"];
  const { stdout, stderr } = await benchLoad(words);
  const [, below = ""] = stdout.split("\ncross-checks: other tools ");
  assert.match(below, /\n100\/s .*\ntailproof .*\n .*\nwrk 4\.1\.0 .*\n  wrk -t .*\n\n\S.*\n$/);
  assert.match(stderr, /^cross-check: wrk, 1 s$/m);
});

test("a tool with a rate is run at each; its own words are kept", LIMIT, async (t) => {
  const url = await target(t);
  onlyPrograms(t, { oha: OHA });
  const { document } = await loadOf(url, "--rate=100,200", "--cross-check=oha");
  const rows = document.crossChecks ?? [];
  assert.deepEqual(
    rows.map(({ state, version, offeredPerS, notice }) => [state, version, offeredPerS, notice]),
    [100, 200].map((rate) => ["measured", "1.15.0", rate, "aborted due to deadline: 2"]),
  );
  assert.match(rows[1]?.command ?? "", / -q 200 /);
});
