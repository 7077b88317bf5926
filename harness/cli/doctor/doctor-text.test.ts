// What people read of the doctor: a line for each check, more only where there is something to do.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cacheText } from "./cache-view.ts";
import { doctorText } from "./doctor-text.ts";

test("groups, aligned, with effect and fix beneath what warns", () => {
  const text = doctorText(
    [
      {
        title: "cores",
        checks: [
          { id: "cores", level: "ok", state: "2 cores", effect: "x" },
          { id: "load", level: "warn", state: "1.5", effect: "takes cores", fix: "end it" },
        ],
      },
      {
        title: "tools",
        checks: [{ id: "tool \u001b[31mcc", level: "block", state: "none", effect: "none" }],
      },
    ],
    {
      recvNs: { value: 567, unit: "ns", method: "receiving: by a call" },
      memcpyBytesPerS: { value: 17 * 2 ** 30, unit: "bytes/s", method: "copying" },
    },
  );
  assert.deepEqual(text.split("\n"), [
    "cores",
    "  ok     cores  2 cores",
    "  warn   load   1.5",
    "                effect: takes cores",
    "                fix:    end it",
    "",
    "tools",
    "  block  tool \ufffd[31mcc  none",
    "                       effect: none",
    "",
    "floors: the least that these cost here; nothing that is measured gets below",
    "  recvNs             567 ns  receiving",
    "  memcpyBytesPerS  17 GiB/s  copying",
    "",
    "1 ok, 1 warn, 1 block: do not measure here before what blocks is gone",
    "",
  ]);
});

test("without floors there is no list of them", () => {
  assert.equal(doctorText([], {}), "0 ok, 0 warn, 0 block: this host can measure\n");
});

test("builds are listed with size and age", () => {
  const builds = [
    { key: "abc", name: null, bytes: 2_048, lastUsedAt: "2026-11-20T00:00:00.000Z" },
    { key: "def", name: "cache/rust-tokio", bytes: 10, lastUsedAt: "2026-11-21T23:58:00.000Z" },
  ];
  const view = { folder: "/c", builds, bytes: 2_058, removed: false };
  assert.deepEqual(cacheText(view, Date.parse("2026-11-22T00:00:00Z")).split("\n"), [
    "/c: 2 builds, 2.01 KiB",
    "  abc               2 KiB  used   2 d ago",
    "  cache/rust-tokio   10 B  used 2 min ago",
    "npm run bench -- doctor --cache --prune removes them",
    "",
  ]);
  const removed = cacheText({ ...view, builds: [], bytes: 0, removed: true }, 0);
  assert.equal(removed, "/c: removed 0 builds, 0 B\n");
});
