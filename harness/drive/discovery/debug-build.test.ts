// Debug builds, by their command lines: each tool with what is one, what is none, and what stands
// in the arguments of the program behind the tool, which is nobody's business.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { debugBuildProblems } from "./debug-build.ts";

const variant = (name: string) => ({ name, arguments: [], quick: false, changes: "" });

function found(line: string, where: "build" | "start" = "build"): string[] {
  const words = line.split(" ");
  const build = where === "build" ? [words] : [];
  const start = where === "start" ? words : ["{out}/server"];
  return debugBuildProblems({ build, start, variants: [variant("tuned")] });
}

const BUILDS: readonly (readonly [string, RegExp])[] = [
  ["cargo build --locked", /^build\[0\]: received cargo build without --release, .*; expected --r/],
  ["cargo +stable build --profile dev", /profile "dev"/],
  ["cargo install --path . --debug", /cargo install with --debug/],
  ["rustc main.rs", /rustc without optimisation/],
  ["cc -o {out}/server server.c", /without a level of optimisation; expected -O2/],
  ["gcc-12 -O2 -O0 server.c", /with -O0; expected -O2/],
  ["clang++ -Og server.cpp", /with -Og/],
  ["cc -O2 -fsanitize=address server.c", /-fsanitize=address; expected it without/],
  ["go build -gcflags=all=-N .", /go with -gcflags/],
  ["go build -race .", /go with -race/],
  ["cmake -S . -B {out}", /build type/],
  ["cmake -S . -B {out} -DCMAKE_BUILD_TYPE=Debug", /build type/],
  ["dotnet publish -o {out}", /dotnet/],
];

const STARTS: readonly (readonly [string, RegExp])[] = [
  ["{out}/target/debug/server", /target\/release/],
  ["{java} -Xint -jar {out}/server.jar", /java with -Xint/],
  ["{java} -cp x.jar -agentlib:jdwp=x server.Main", /jdwp/],
  ["{python} -d main.py", /python with .*-d/],
  ["{out}/venv/bin/python3.11 -X dev -m server", /-X dev/],
  ["{python} -Bd -m server", /-Bd/],
  ["{node} --jitless main.js", /--jitless/],
];

const HONEST: readonly string[] = [
  "cargo build --release --locked --target-dir={out}/target",
  "cargo build --profile=bench",
  "cargo fetch",
  "rustc -C opt-level=3 main.rs",
  "cc -O2 -o {out}/floor floor.c",
  "clang -O3 -g -flto server.c",
  "cc -o {out}/server main.o",
  "go build -o {out}/server .",
  "cmake -S . -B {out} -DCMAKE_BUILD_TYPE=RelWithDebInfo",
  "cmake --build {out}",
  "dotnet publish -c Release",
  "javac -Xlint:all -d {out} Main.java",
  "mvn -q -B process-classes",
  "{java} @jvm.options -jar {out}/server.jar -Xint -ea",
  "{java} -cp x.jar server.Main -ea",
  "{python} -B -m server -d",
  "{python} -X frozen_modules=on main.py -d",
  "{node} --max-old-space-size=64 main.js --inspect",
];

describe("a debug build is found", () => {
  for (const [line, sentence] of BUILDS) {
    test(line, () => assert.match(found(line).join("\n"), sentence));
  }
  for (const [line, sentence] of STARTS) {
    test(line, () => assert.match(found(line, "start").join("\n"), sentence));
  }
  test("unless a variant's name declares it", () => {
    const made = { build: [["cargo", "build"]], start: ["x"], variants: [variant("tuned")] };
    assert.equal(debugBuildProblems(made).length, 1);
    const declared = { ...made, variants: [variant("debug"), variant("tuned")] };
    assert.deepEqual(debugBuildProblems(declared), []);
  });
});

describe("none is seen in", () => {
  for (const line of HONEST) {
    test(line, () => assert.deepEqual([...found(line), ...found(line, "start")], []));
  }
});
