// The generator's line to drive: a plan and commands in on stdin, events out on stdout, one JSON
// document a line. When drive is gone, stdin ends, and so does the generator: nobody would read its
// result.

import { createInterface } from "node:readline";
import type { GeneratorCommand, GeneratorEvent, TrialPlan } from "#model/plan.ts";

export interface DriveLink {
  plan(): Promise<TrialPlan>;
  command(): Promise<GeneratorCommand>;
  send(event: GeneratorEvent): Promise<void>;
}

export function openDriveLink(): DriveLink {
  const lines: string[] = [];
  let wake: (() => void) | undefined;
  const input = createInterface({ input: process.stdin });
  input.on("line", (line) => {
    lines.push(line);
    wake?.();
  });
  // 143 as after SIGTERM: ended from outside, not a fault of its own.
  input.on("close", () => process.exit(143));
  const nextLine = async (): Promise<string> => {
    while (lines.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return lines.shift() as string;
  };
  return {
    plan: async () => JSON.parse(await nextLine()) as TrialPlan,
    command: async () => JSON.parse(await nextLine()) as GeneratorCommand,
    send: (event) =>
      new Promise((resolve, reject) =>
        process.stdout.write(`${JSON.stringify(event)}\n`, (error) =>
          error ? reject(error) : resolve(),
        ),
      ),
  };
}
