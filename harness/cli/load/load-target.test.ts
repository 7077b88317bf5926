// Whom load may be sent to: addresses of this machine, in every spelling, and names only if all
// their addresses are.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isLoopback, type LoadTarget, readTarget, resolveTarget } from "./load-target.ts";

function targetOf(url: string): LoadTarget {
  const reading = readTarget(url);
  if (!("value" in reading)) throw new Error(reading.expected);
  return reading.value;
}

test("an address is split into what is dialled and what is sent", () => {
  assert.deepEqual(targetOf("http://localhost:8080/a/b?c=d#e"), {
    url: "http://localhost:8080/a/b?c=d#e",
    scheme: "http",
    host: "localhost",
    port: 8080,
    authority: "localhost:8080",
    path: "/a/b?c=d",
  });
  const { host, port, authority, path } = targetOf("https://[::1]");
  assert.deepEqual([host, port, authority, path], ["::1", 443, "[::1]", "/"]);
  const cache = targetOf("memcache://127.0.0.1/key");
  assert.deepEqual([cache.port, cache.path], [11_211, "/key"]);
});

test("other spellings of an address are read as what they stand for", () => {
  assert.equal(targetOf("http://2130706433/").host, "127.0.0.1");
  assert.equal(targetOf("http://127.1/").host, "127.0.0.1");
});

test("loopback is what leads nowhere else", () => {
  for (const address of ["127.0.0.1", "127.255.0.3", "::1", "::ffff:127.0.0.1"]) {
    assert.ok(isLoopback(address), address);
  }
  const others = ["0.0.0.0", "128.0.0.1", "10.0.0.1", "169.254.169.254", "::", "::2", "fe80::1"];
  for (const address of [...others, "::ffff:10.0.0.1", "localhost"]) {
    assert.ok(!isLoopback(address), address);
  }
});

test("a name is this machine only if all its addresses are", async () => {
  const target = targetOf("http://service.test/");
  const resolved = (addresses: readonly string[], allowRemote = false) =>
    resolveTarget(target, allowRemote, async () => addresses);
  assert.deepEqual(await resolved(["::1", "127.0.0.1"]), { addresses: ["::1", "127.0.0.1"] });
  const mixed = ["127.0.0.1", "192.0.2.1"];
  const refusal = await resolved(mixed);
  assert.ok(
    "problem" in refusal && refusal.problem.startsWith("service.test is 192.0.2.1, not this"),
  );
  assert.deepEqual(await resolved(mixed, true), { addresses: mixed });
});
