// A quota throttles what runs in its group, and leaves no group behind: not with a member in it,
// and not when whoever made it is killed.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { it } from "node:test";
import { holdsWithin } from "#testing/leftovers.ts";
import { CpuQuota, quotaPlace } from "./cpu-quota.ts";

const PATIENCE_MS = 5_000;
const place = quotaPlace();
const skip = place === undefined ? "no control group with CPU limits can be made here" : false;
const SPIN = "process.stdout.write('spinning'); for (;;);";

function uniqueName(): string {
  return `test-${process.pid}-${Math.floor(performance.now())}`;
}

it("throttles its member, and is gone with it", { skip }, async (t) => {
  assert.ok(place);
  const quota = await CpuQuota.open(place, uniqueName());
  const [program = "", ...words] = quota.wrap([process.execPath, "-e", SPIN]);
  const member = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => member.kill("SIGKILL"));
  const exited = once(member, "exit");
  await once(member.stdout, "data");
  assert.equal(quota.throttledNs, 0, "nothing is limited before it is told to");
  quota.limit(0.2, 10);
  assert.ok(await holdsWithin(PATIENCE_MS, () => quota.throttledNs > 0), "never throttled");
  await quota[Symbol.asyncDispose]();
  assert.equal(existsSync(quota.folder), false);
  const [, signal] = (await exited) as [number | null, string | null];
  assert.equal(signal, "SIGKILL");
});

it("limits nothing any more once it is lifted", { skip }, async () => {
  assert.ok(place);
  await using quota = await CpuQuota.open(place, uniqueName());
  quota.limit(0.5, 100);
  quota.lift();
  const file = existsSync(`${quota.folder}/cpu.max`) ? "cpu.max" : "cpu.cfs_quota_us";
  assert.match(readFileSync(`${quota.folder}/${file}`, "utf8"), /^(max|-1)\b/);
});

it("is gone when whoever made it is killed", { skip }, async (t) => {
  const module = JSON.stringify(new URL("cpu-quota.ts", import.meta.url));
  const script = `
    import { CpuQuota, quotaPlace } from ${module};
    const quota = await CpuQuota.open(quotaPlace(), "${uniqueName()}");
    process.stdout.write(quota.folder);
    setInterval(() => {}, 1000);`;
  const maker = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => maker.kill("SIGKILL"));
  const [folder] = (await once(maker.stdout, "data")) as [Buffer];
  assert.equal(existsSync(folder.toString()), true);
  maker.kill("SIGKILL");
  assert.ok(
    await holdsWithin(PATIENCE_MS, () => !existsSync(folder.toString())),
    `${folder.toString()} is still there`,
  );
});
