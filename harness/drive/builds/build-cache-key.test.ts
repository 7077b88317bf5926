// The key of a build: what changes it and what does not. That changed sources of a contender do is
// build-cache.test.ts's.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { buildKey } from "./build-cache-key.ts";

/** Three folders, and the key of a build with these words. */
function keys(context: TestContext) {
  const root = mkdtempSync(path.join(os.tmpdir(), "tailproof-key-"));
  context.after(() => rmSync(root, { recursive: true }));
  for (const folder of ["contender", "workload", "lab"]) mkdirSync(path.join(root, folder));
  const key = (...words: readonly string[]) =>
    buildKey({
      contender: {
        id: "x",
        folder: path.join(root, "contender"),
        manifest: { requires: [], build: [words], start: ["x"], variants: [] },
      },
      workloadFolder: path.join(root, "workload"),
      labFolder: path.join(root, "lab"),
      versions: {},
    });
  const write = (file: string) => writeFileSync(path.join(root, file), String(Math.random()));
  return { key, write };
}

for (const name of ["lab", "workload"]) {
  test(`the files of {${name}} count in builds that name it, and in no others`, async (context) => {
    const { key, write } = keys(context);
    const ask = async () => [await key(`{${name}}/x.py`), await key("{out}")];
    const [naming, other] = await ask();
    write(`${name}/x.py`);
    const [changed, same] = await ask();
    assert.notEqual(changed, naming);
    assert.equal(same, other);
    write(`${name}/x.test.ts`);
    assert.deepEqual(await ask(), [changed, same]);
  });
}

test("the lock counts, and the words of the build", async (context) => {
  const { key, write } = keys(context);
  const first = await key("{uv}");
  write("contender/requirements.lock");
  const second = await key("{uv}");
  assert.notEqual(second, first);
  assert.notEqual(await key("none"), second);
});
