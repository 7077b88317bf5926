// The script that makes Python environments, run by a real Python with a planted uv and a wheel of
// our own in the place of the index: what it asks of uv, when it goes on to pip, and its last line.

import assert from "node:assert/strict";
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { plantPrograms } from "#testing/planted-programs.ts";
import { Toolchains } from "../toolchains.ts";

const SCRIPT = path.join(import.meta.dirname, "python-environment.py");

/** A package that is one module of one line. */
const WHEEL = "tiny-1.0-py3-none-any.whl";
const WHEEL_MAKER = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("tiny.py", "SIZE = 1\\n")
    wheel.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1.0\\n")
    wheel.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr("tiny-1.0.dist-info/RECORD", "tiny.py,,\\n")
`;

/** Runs the script as if Python came without these modules, as distributions split it. */
const WITHOUT = `
import importlib.util, runpy, sys, sysconfig
find, script = importlib.util.find_spec, sys.argv[2]
hidden = sys.argv[1].split(",")
importlib.util.find_spec = lambda name: None if name in hidden else find(name)
sysconfig.get_config_var = lambda name: None
sys.argv = sys.argv[2:]
runpy.run_path(script, run_name="__main__")
`;

const found = await new Toolchains().find("python>=3.11");
const python = found.status === "found" ? found.command : "";
const skip = found.status === "missing" && found.reason;

/** Keeps its command lines, and works only where `works` does. */
const uv = (works: string) => ({
  script: `echo "$UV_PYTHON_DOWNLOADS $*" >> "$(dirname "$0")/asked.txt"
case "$*" in ${works}) exit 0;; esac
echo "no network" >&2; exit 2`,
});

function lab(context: TestContext, { works = "nothing", hash = "" } = {}) {
  const root = plantPrograms(context, { uv: uv(works) });
  const wheel = path.join(root, WHEEL);
  execFileSync(python, ["-c", WHEEL_MAKER, wheel]);
  const sha256 = hash || createHash("sha256").update(readFileSync(wheel)).digest("hex");
  writeFileSync(path.join(root, "my.lock"), `tiny==1.0 --hash=sha256:${sha256}\n`);
  const into = path.join(root, "venv");
  const make = (words: readonly string[], hidden = "nothing") =>
    new Promise<{ readonly code: unknown; readonly lines: readonly string[] }>((resolve) => {
      const settings = { PIP_CONFIG_FILE: "/dev/null", PIP_NO_INDEX: "1", PIP_FIND_LINKS: root };
      const given = ["--into", into, "--lock", path.join(root, "my.lock"), ...words];
      execFile(
        python,
        ["-c", WITHOUT, hidden, SCRIPT, ...given],
        { env: { ...process.env, ...settings } },
        (error, stdout, stderr) => {
          resolve({ code: error?.code ?? 0, lines: `${stdout}${stderr}`.trim().split("\n") });
        },
      );
    });
  const asked = () => readFileSync(path.join(root, "asked.txt"), "utf8").trim().split("\n");
  /** What the environment's own Python sees. */
  const size = () =>
    execFileSync(path.join(into, "bin/python"), ["-c", "import tiny; print(tiny.SIZE)"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  return { root, into, make, asked, size, uvPath: path.join(root, "uv") };
}

describe("python-environment.py", { skip, concurrency: 2 }, () => {
  test("what uv has in its cache needs no network", async (context) => {
    const { root, into, make, asked, uvPath } = lab(context, { works: "*--offline*" });
    assert.deepEqual(await make(["--uv", uvPath]), { code: 0, lines: [""] });
    const [words = "", ...more] = asked();
    assert.deepEqual(more, []);
    const options = "--require-hashes --only-binary :all: --compile-bytecode";
    const target = `--no-config --quiet --python ${into}/bin/python`;
    assert.equal(words, `never pip sync ${target} ${options} ${root}/my.lock --offline`);
    assert.ok(existsSync(path.join(into, "bin/python")));
  });

  test("what uv lacks is fetched, and the first try is no news", async (context) => {
    const { make, asked, uvPath } = lab(context, { works: "*my.lock" });
    assert.deepEqual(await make(["--uv", uvPath]), { code: 0, lines: [""] });
    assert.deepEqual(
      asked().map((words) => words.endsWith("--offline")),
      [true, false],
    );
  });

  test("where uv fails pip does it, and nothing else is left", async (context) => {
    const { into, make, size, uvPath } = lab(context);
    mkdirSync(path.join(into, "of-another-build"), { recursive: true });
    const { code, lines } = await make(["--uv", uvPath]);
    const said = `python-environment: ${uvPath} ended with code 2; trying pip`;
    assert.deepEqual([code, ...lines], [0, "no network", said]);
    assert.equal(size(), "1");
    for (const left of ["bin/pip", "of-another-build"]) {
      assert.ok(!existsSync(path.join(into, left)), left);
    }
  });

  const skipPip = spawnSync(python, ["-m", "pip", "--version"]).status !== 0 && "needs a pip";
  test("without ensurepip the pip beside Python does it", { skip: skipPip }, async (context) => {
    const { make, size } = lab(context);
    const { code, lines } = await make([], "ensurepip");
    assert.equal(code, 0, lines.join("\n"));
    assert.equal(size(), "1");
  });

  test("what has another hash is not installed", async (context) => {
    const { make, size } = lab(context, { hash: "0".repeat(64) });
    const { code, lines } = await make(["--uv", "none"]);
    assert.equal(code, 1);
    const end = "my.lock cannot be installed: no uv was given; pip ended with code 1";
    assert.equal(lines.at(-1), `python-environment: ${end}`);
    assert.throws(size);
  });

  test("neither uv nor pip: the last line says what each lacks", async (context) => {
    const { make } = lab(context);
    const { code, lines } = await make(["--uv", "/no/uv"], "ensurepip,pip");
    assert.equal(code, 1);
    const uvEnd = "/no/uv cannot be started (No such file or directory)";
    const pipEnd = "this Python has no pip (install python3-venv, or uv)";
    assert.deepEqual(lines, [
      `python-environment: ${uvEnd}; trying pip`,
      `python-environment: my.lock cannot be installed: ${uvEnd}; ${pipEnd}`,
    ]);
  });

  test("a lock that is not there is named", async (context) => {
    const { make } = lab(context);
    const { code, lines } = await make(["--lock", "/no/lock"]);
    assert.equal(code, 2);
    assert.match(lines.at(-1) ?? "", /--lock: received \/no\/lock; expected a file/);
  });
});
