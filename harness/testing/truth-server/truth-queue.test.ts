// The order of service: smallest index first over all connections, and never out of order on one.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TruthQueue } from "./truth-queue.ts";

test("smallest index first, equal ones as they came", () => {
  const indices = fc.array(fc.nat(20), { maxLength: 60 });
  fc.assert(
    fc.property(indices, (numbers) => {
      const queue = new TruthQueue<{ at: number }>();
      const requests = numbers.map((index, at) => ({ index, arrivalNs: 0, origin: { at } }));
      for (const request of requests) queue.add(request);
      const expected = requests.toSorted((a, b) => a.index - b.index);
      const order = requests.map(() => queue.take()?.origin.at);
      assert.deepEqual(
        order,
        expected.map(({ origin }) => origin.at),
      );
      assert.equal(queue.take(), undefined);
    }),
  );
});

test("a connection's requests stay in their order, whatever they are called", () => {
  const queue = new TruthQueue<{ name: string }>();
  const [a, b] = [{ name: "a" }, { name: "b" }];
  const arrive = (index: number, origin: { name: string }): void => {
    queue.add({ index, arrivalNs: 0, origin });
  };
  arrive(9, a);
  arrive(1, a);
  arrive(5, b);
  assert.deepEqual([queue.take()?.index, queue.take()?.index, queue.take()?.index], [5, 9, 1]);
  // Nothing of it waits any longer, so nothing stands in front of its next.
  arrive(2, a);
  arrive(3, b);
  assert.equal(queue.take()?.index, 2);
});
