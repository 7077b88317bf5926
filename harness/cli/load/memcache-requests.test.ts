// A file of memcached commands becomes wire bytes: data blocks belong to their command, whatever
// they hold, and `noreply` owes nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readCommands, retrievalOf } from "./memcache-requests.ts";

function sentOf(text: string): (readonly [bytes: string, owed: number])[] {
  const read = readCommands(Buffer.from(text), "file");
  assert.ok("requests" in read, JSON.stringify(read));
  return read.requests.map(({ bytes, owed }) => [Buffer.from(bytes).toString(), owed] as const);
}

test("lines end in CRLF on the wire, however they end in the file", () => {
  const wire = [
    ["get a\r\n", 1],
    ["set b 0 0 5\r\nhello\r\n", 1],
    ["delete c noreply\r\n", 0],
  ];
  assert.deepEqual(sentOf("get a\nset b 0 0 5\nhello\n\ndelete c noreply\n"), wire);
  assert.deepEqual(sentOf("get a\r\nset b 0 0 5\r\nhello\r\ndelete c noreply"), wire);
});

test("data is taken by its length, not by its lines", () => {
  assert.deepEqual(sentOf("set a 0 0 9\nget b\nget\nget c\nset d 0 0 0 noreply\n\n"), [
    ["set a 0 0 9\r\nget b\nget\r\n", 1],
    ["get c\r\n", 1],
    ["set d 0 0 0 noreply\r\n\r\n", 0],
  ]);
});

test("a path names the key that is got", () => {
  const sent = (path: string): string => {
    const read = retrievalOf(path);
    return "requests" in read ? Buffer.from(read.requests[0]?.bytes ?? []).toString() : "";
  };
  assert.equal(sent("/user:1"), "get user:1\r\n");
  assert.equal(sent("/100%"), "get 100%\r\n");
  assert.equal(sent("/"), "get tailproof\r\n");
});
