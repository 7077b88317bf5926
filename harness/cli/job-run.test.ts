// The command line with a job, a kernel and a backing service, in a copy of the checkout: what
// `run` measures and prints, what `list` shows, and which options do not apply.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import type { RunRecord } from "#model/run-record.ts";
import { CAN_LOOK, holdsWithin, processesRunning, processesWith } from "#testing/leftovers.ts";
import { endOf, PlantedCheckout } from "#testing/planted-checkout.ts";

/** Both contenders are the same program, the second at twice the work. */
function plantWorkload(checkout: PlantedCheckout, id: string, name: string): void {
  const folder = `workloads/${id}`;
  const from = "../../harness/testing/fake-workloads.ts";
  checkout.plant(`${folder}/workload.ts`, `export { ${name} as workload } from "${from}";\n`);
  for (const [place, role, workMs] of [
    [`${folder}/reference`, "reference", 2],
    [`baselines/${id}/typescript-slow`, "baseline", 8],
  ] as const) {
    const program = "{workload}/../../harness/testing/fake-framed-contender.ts";
    const manifest = {
      name: "fake",
      language: "typescript",
      role,
      start: ["{node}", program, `--work-ms=${workMs}`],
      speaks: "framed",
      variants: [{ name: "only", quick: true }],
    };
    checkout.plant(`${place}/contender.json`, JSON.stringify(manifest));
  }
}

function plantJob(checkout: PlantedCheckout): void {
  plantWorkload(checkout, "fake-job", "fakeJob");
  const service = {
    name: "store",
    start: ["{node}", "{workload}/../../harness/testing/fake-store.ts"],
    contenderArgument: "--store=127.0.0.1:{port}",
  };
  const file = "workloads/fake-job/services/store/service.json";
  checkout.plant(file, JSON.stringify(service));
}

const RUNNING_MS = 30_000;
const GONE_MS = 3_000;

describe("a run of a job with its service", {
  concurrency: 2,
  skip: !CAN_LOOK && "needs /proc",
}, () => {
  for (const signal of ["SIGKILL", "SIGINT"] as const) {
    test(`leaves nothing after ${signal}`, { timeout: 60_000 }, async (context) => {
      const own = new PlantedCheckout();
      context.after(() => own.remove());
      plantJob(own);
      // Every process of the copy has its temporary folder, or one inside it, as its own.
      const marked = (): number[] => processesWith(`TMPDIR=${own.temporary}`);
      const running = (program: string): boolean =>
        processesRunning(program).some((pid) => marked().includes(pid));
      const words = ["harness/cli/main.ts", "run", "fake-job", "--duration=60"];
      const harness = own.start(process.execPath, words);
      const ended = endOf(harness);
      const areBoth = (): boolean =>
        running("fake-store.ts") && running("fake-framed-contender.ts");
      assert.ok(await holdsWithin(RUNNING_MS, areBoth));
      harness.kill(signal);
      const { code } = await ended;
      assert.equal(code, signal === "SIGKILL" ? "SIGKILL" : 130);
      assert.ok(await holdsWithin(GONE_MS, () => marked().length === 0), "processes are left");
      const left = readdirSync(own.temporary).filter((name) => name.startsWith("tailproof-"));
      assert.deepEqual(left, []);
      const report = await own.bench("report", own.runs()[0] ?? "", "--json");
      assert.equal(report.code, 0, report.stderr);
      const record = JSON.parse(report.stdout) as RunRecord;
      assert.deepEqual([record.status, record.workloads[0]?.shape], ["aborted", "job"]);
    });
  }
});

describe("bench", { concurrency: 2 }, () => {
  const checkout = new PlantedCheckout();
  after(() => checkout.remove());
  plantJob(checkout);
  plantWorkload(checkout, "fake-kernel", "fakeKernel");

  test("run measures jobs and kernels, and draws their page", { timeout: 120_000 }, async () => {
    const words = ["--trials=1", "--duration=0.3", "--progress=none"];
    const ended = await checkout.bench("run", "fake-job", "fake-kernel", ...words);
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stdout, /^fake-job, sums:$/m);
    assert.match(ended.stdout, /reference · only against typescript-slow · only: elapsed p50 ×\d/);
    assert.match(ended.stdout, /^ {2}reference · only {2}elapsed p50 [\d.]+ ms, input rate/m);
    assert.match(ended.stdout, /^fake-kernel, add:$/m);
    assert.match(ended.stdout, /time per op [\d.]+ ns/);
    const [folder = ""] = checkout.runs();
    const page = readFileSync(path.join(folder, "index.html"), "utf8");
    // From the sections on, so that a failure shows no style sheet.
    const sections = page.slice(page.indexOf("<main>"));
    assert.match(sections, /fake-job, sums\. One request at a time, on the clock of the lab/);
    assert.match(sections, /fake-kernel, add\. Self-measured: on the clock of the contender/);
    assert.match(sections, /<title>Ratios of fake-job, sums<\/title>/);
  });

  test("list shows the services of a workload", { timeout: 60_000 }, async () => {
    const { code, stdout } = await checkout.bench("list");
    assert.equal(code, 0);
    assert.match(stdout, /^ {2}service {2}store +ready$/m);
    const json = JSON.parse((await checkout.bench("list", "--json")).stdout) as {
      readonly workloads: readonly { readonly id: string; readonly services: unknown }[];
    };
    const services = json.workloads.find(({ id }) => id === "fake-job")?.services;
    assert.deepEqual(services, [{ name: "store", status: "ready" }]);
  });

  test("run refuses rates and limits of what has no rate", { timeout: 60_000 }, async () => {
    const { code, stderr } = await checkout.bench(
      "run",
      "fake-job",
      "--rate=5",
      "--slo=response.p99<5ms",
    );
    assert.equal(code, 2);
    for (const option of ["rate", "slo"]) {
      assert.match(
        stderr,
        new RegExp(`--${option}: received for workload fake-job, expected only`),
      );
    }
  });

  test("run --dry-run says what it would ask", { timeout: 60_000 }, async () => {
    const { stdout } = await checkout.bench("run", "fake-job", "fake-kernel", "--dry-run");
    assert.match(stdout, /sums: one request at a time for 4 s, at least 3/);
    assert.match(stdout, /add: one request, in which the contender measures itself/);
  });
});
