// The small text files in which the kernel tells about itself: /proc and /sys. Its own file because
// readers take the function as a parameter, so that tests lay out machines that nobody has.

import { readFileSync } from "node:fs";

/** Its content; undefined where the file is not there or may not be read. */
export type SystemText = (file: string) => string | undefined;

export const thisSystem: SystemText = (file) => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
};
