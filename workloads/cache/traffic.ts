// The traffic of the cache workload, as the generator process opens it: a prefill that stores every
// key once by `set`, then an endless sequence of gets and sets, in the words of the scenario's
// dialect, with the check of their replies.
//
// Imported by the measuring process, so it wires the modules beside it and imports nothing that
// judges or prints.

import type { OpenTraffic, Prefill, RequestSource } from "#harness";
import { CacheObjects } from "./objects.ts";
import { CacheCheck, prefillCheck, versionOf } from "./oracle.ts";
import { type RequestMix, requestMix } from "./request-mix.ts";
import { REQUEST_BYTES_MAX, RequestWriter } from "./requests.ts";
import { KeyVersions } from "./versions.ts";

/** Deep enough that filling does not wait for round trips; nothing is recorded. */
const PREFILL_DEPTH = 64;
const PREFILL_VERSION = 0;

function prefillOf(mix: RequestMix, objects: CacheObjects): Prefill {
  const writer = new RequestWriter(objects);
  return {
    source: {
      requestBytesMax: REQUEST_BYTES_MAX,
      writeRequest: (slab, at, key) => writer.set(slab, at, key, PREFILL_VERSION),
      expects: () => 1,
      check: prefillCheck,
    },
    count: mix.keys,
    depth: PREFILL_DEPTH,
  };
}

function loadOf(mix: RequestMix, objects: CacheObjects): RequestSource {
  const writer = new RequestWriter(objects);
  return {
    requestBytesMax: REQUEST_BYTES_MAX,
    writeRequest(slab, at, index) {
      const key = mix.keyOf(index);
      if (mix.isSet(index)) return writer.set(slab, at, key, versionOf(index));
      return writer.get(slab, at, key);
    },
    expects: () => 1,
    check: new CacheCheck(mix, objects, new KeyVersions(mix.keys)),
  };
}

function metaLoadOf(mix: RequestMix, objects: CacheObjects): RequestSource {
  const writer = new RequestWriter(objects);
  return {
    requestBytesMax: REQUEST_BYTES_MAX,
    writeRequest(slab, at, index) {
      const key = mix.keyOf(index);
      if (mix.isSet(index)) return writer.metaSet(slab, at, key, versionOf(index));
      return writer.metaGet(slab, at, key, index);
    },
    expects: () => 1,
    check: new CacheCheck(mix, objects, new KeyVersions(mix.keys)),
  };
}

export const openTraffic: OpenTraffic = (settings) => {
  const mix = requestMix(settings);
  const objects = new CacheObjects(mix.keys, settings.seed);
  const load = mix.dialect === "meta" ? metaLoadOf(mix, objects) : loadOf(mix, objects);
  return { prefill: prefillOf(mix, objects), load };
};
