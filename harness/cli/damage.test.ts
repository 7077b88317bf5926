// A checkout, a record or a data file that was damaged: in a copy of the checkout, with the real
// command line. Mistakes of the operator give exit code 2 and one clear message; what concerns one
// trial alone becomes its outcome.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { sealed } from "#drive/run/record-seal.ts";
import type { RunRecord } from "#model/run-record.ts";
import { type Ended, PlantedCheckout } from "#testing/planted-checkout.ts";
import { sampleRecord } from "../../reports/golden/sample-record.ts";

const CLOSING = /^`npm run bench -- \w+ --help` lists the options of \w+\.\n$/;
const checkout = new PlantedCheckout();
after(() => checkout.remove());

function assertRefused({ code, stdout, stderr }: Ended, ...sentences: readonly string[]): void {
  assert.equal(code, 2, stderr);
  assert.equal(stdout, "");
  const told = sentences.map((each) => `bench: ${each}\n`).join("");
  assert.equal(stderr.slice(0, told.length), told);
  assert.match(stderr.slice(told.length), CLOSING);
}

describe("a manifest that is", () => {
  const file = "baselines/cache/python-planted/contender.json";
  const manifest = {
    name: "planted",
    language: "python",
    role: "baseline",
    start: ["{node}", "main.ts"],
    speaks: "memcache",
    variants: [{ name: "only" }],
  };
  const kinds: readonly (readonly [string, string, string])[] = [
    [
      "no JSON",
      "{ name: 1 }",
      'not JSON at line 1, column 3: "n" cannot stand here. Keys and text stand in double quotes.',
    ],
    ["empty", "", "the file is empty; expected one JSON document."],
    [
      "with an unknown key",
      JSON.stringify({ ...manifest, varaints: [] }),
      'varaints: unknown key. Did you mean "variants"? Known keys: name, language, role, requires, build, start, speaks, variants.',
    ],
    [
      "of another protocol",
      JSON.stringify({ ...manifest, speaks: "memcached" }),
      'speaks: received "memcached"; expected "memcache", as workload cache does. Did you mean "memcache"?',
    ],
  ];
  for (const [what, content, sentence] of kinds) {
    test(what, async () => {
      checkout.plant(file, content);
      try {
        assertRefused(await checkout.bench("run", "cache"), `${file}: ${sentence}`);
        assertRefused(await checkout.bench("list"), `${file}: ${sentence}`);
      } finally {
        rmSync(path.join(checkout.root, path.dirname(file)), { recursive: true });
      }
    });
  }
});

/** A run of one short trial; the scenario that reads the stored trace. */
function shortRun(): Promise<Ended> {
  return checkout.bench(
    "run",
    "cache",
    "--contenders=reference/merge",
    "--scenarios=replay",
    "--trials=1",
    "--duration=0.5",
    "--rate=500",
    "--json",
  );
}

describe("a data file that is", () => {
  const file = path.join("datasets", "cache", "sample", "web07.trace.gz");
  const original = path.join(import.meta.dirname, "..", "..", file);
  const planted = path.join(checkout.root, file);
  const damages: readonly (readonly [string, () => void, RegExp])[] = [
    [
      "damaged",
      () => writeFileSync(planted, "x"),
      /web07\.trace\.gz is damaged: found 1 bytes with/,
    ],
    [
      "missing",
      () => rmSync(planted),
      /^cannot read the access trace .*web07\.trace\.gz; restore it/,
    ],
  ];
  for (const [what, damage, reason] of damages) {
    test(`${what} makes the outcome invalid, with the repair`, { timeout: 60_000 }, async () => {
      damage();
      try {
        const { code, stdout, stderr } = await shortRun();
        assert.equal(code, 5, stderr);
        const record = JSON.parse(stdout) as RunRecord;
        const results = record.workloads[0]?.contenders ?? [];
        const result = results.find(({ variant }) => variant === "merge");
        assert.equal(result?.outcome, "invalid");
        assert.match(result.reason ?? "", reason);
        assert.match(result.reason ?? "", /git checkout -- datasets\/cache/);
        assert.doesNotMatch(stderr, /^ +at /m);
      } finally {
        copyFileSync(original, planted);
      }
    });
  }
});

describe("the page of a run", () => {
  test("is drawn again byte for byte, from its record alone", { timeout: 60_000 }, async () => {
    const { stdout, stderr } = await shortRun();
    const folder = checkout.runs().at(-1) ?? "";
    const [page, record] = ["index.html", "record.json"].map((name) => path.join(folder, name));
    assert.ok(page !== undefined && record !== undefined);
    assert.equal(readFileSync(record, "utf8"), stdout, stderr);
    const drawn = readFileSync(page, "utf8");
    const elsewhere = path.join(checkout.temporary, "again.html");
    for (const words of [[record], [folder], [record, `--output=${elsewhere}`]]) {
      rmSync(page, { force: true });
      const again = await checkout.bench("report", ...words);
      assert.equal(again.code, 0, again.stderr);
      const written: string = words.length > 1 ? elsewhere : page;
      assert.match(again.stdout, new RegExp(`\npage: ${written}\n$`));
      assert.ok(readFileSync(written, "utf8") === drawn, "the page differs");
    }
    const asDocument = await checkout.bench("report", folder, "--json");
    assert.equal(asDocument.stdout, stdout);
  });

  test("is drawn from the journal where there is no record", { timeout: 60_000 }, async () => {
    const folder = checkout.runs().at(-1) ?? "";
    rmSync(path.join(folder, "record.json"));
    const { code, stdout, stderr } = await checkout.bench("report", folder, "--json");
    assert.equal(code, 0, stderr);
    const record = JSON.parse(stdout) as RunRecord;
    assert.equal(record.status, "aborted");
    assert.equal(record.workloads[0]?.trials.length, 1);
  });
});

describe("a record that is", () => {
  const folder = path.join(checkout.temporary, "records");
  mkdirSync(folder);
  const file = path.join(folder, "record.json");
  const kinds: readonly (readonly [string, string, string])[] = [
    [
      "no JSON",
      "x",
      'not JSON at line 1, column 1: "x" cannot stand here. Keys and text stand in double quotes.',
    ],
    [
      "of a later version",
      '{"schema":"tailproof.record/2"}',
      'the record is "tailproof.record/2"; this lab reads "tailproof.record/1". Read it with a checkout of the lab that writes version 2, or run again.',
    ],
  ];
  for (const [what, content, sentence] of kinds) {
    test(what, async () => {
      writeFileSync(file, content);
      assertRefused(await checkout.bench("report", file), `${file}: ${sentence}`);
    });
  }

  test("edited by hand", async () => {
    const whole = sealed(sampleRecord());
    writeFileSync(file, JSON.stringify(whole));
    assert.equal((await checkout.bench("report", file)).stderr, "");
    writeFileSync(file, JSON.stringify({ ...whole, seed: whole.seed + 1 }));
    const sentence = `${file}: the record was changed after it was written: its contentSha256 is that of other content. Take the run's own record, or run again.`;
    assertRefused(await checkout.bench("report", file), sentence);
    assertRefused(await checkout.bench("compare", file, file), sentence, sentence);
    writeFileSync(file, JSON.stringify(sampleRecord()));
    const { stderr } = await checkout.bench("report", file);
    assert.equal(
      stderr,
      `bench: ${file} carries no seal (contentSha256): an edit by hand would not show\n`,
    );
  });

  test("a folder", async () => {
    rmSync(file, { force: true });
    mkdirSync(file);
    const { code, stdout, stderr } = await checkout.bench("report", folder);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /record\.json cannot be read: EISDIR: .*\n`npm run/);
  });

  test("good, but whose page has no place", async () => {
    const sample = path.join(import.meta.dirname, "..", "..", "reports", "golden", "record.json");
    const page = path.join(folder, "none", "index.html");
    const { code, stdout, stderr } = await checkout.bench("report", sample, `--output=${page}`);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(
      stderr,
      /^bench: .*index\.html cannot be written: ENOENT.*; name another place by --output\n/,
    );
  });
});
