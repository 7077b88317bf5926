// That the schema of a service.json says what the type says; what it refuses, discovery.test.ts
// shows.

import assert from "node:assert/strict";
import test from "node:test";
import type * as z from "zod";
import type { Service } from "../service.ts";
import type { Same } from "./same-type.ts";
import { parseService, type serviceSchema } from "./service-schema.ts";

test("the schema and the type say the same", () => {
  const same: Same<z.infer<typeof serviceSchema>, Service> = true;
  assert.ok(same);
});

test("what says nothing special may be left out", () => {
  const least = { name: "broker", start: ["{node}", "x.ts"], contenderArgument: "--at={port}" };
  assert.deepEqual(parseService(JSON.stringify(least), "service.json"), {
    ok: true,
    value: { ...least, requires: [], build: [] },
  });
});
