// What `bench doctor` prints for people: a line for each check, in groups; beneath a check that
// warns, what it does to results and what to do about it; then the floors, and the sum.

import type { Floor } from "#measure/floors/floor.ts";
import type { Floors } from "#measure/floors/floors.ts";
import { formatBytes, formatNs, plainText } from "#render/format.ts";
import { type CheckGroup, type DoctorCheck, LEVELS } from "./check.ts";

export function doctorText(groups: readonly CheckGroup[], floors: Partial<Floors>): string {
  const checks = groups.flatMap((group) => group.checks);
  const lines = [
    ...groups.flatMap(({ title, checks: some }) => [title, ...checkLines(some), ""]),
    ...floorLines(Object.entries(floors)),
    sumLine(checks),
    "",
  ];
  return plainLines(lines);
}

/** Controls out of names of files and tools must not reach the terminal; line ends are ours. */
function plainLines(lines: readonly string[]): string {
  return lines.map(plainText).join("\n");
}

function checkLines(checks: readonly DoctorCheck[]): string[] {
  const width = Math.max(...checks.map(({ id }) => id.length));
  return checks.flatMap(({ id, level, state, effect, fix }) => {
    const line = `  ${level.padEnd(5)}  ${id.padEnd(width)}  ${state}`;
    if (level === "ok") return line;
    const indent = " ".repeat(width + 11);
    const why = `${indent}effect: ${effect}`;
    return fix === undefined ? [line, why] : [line, why, `${indent}fix:    ${fix}`];
  });
}

function floorLines(floors: readonly (readonly [string, Floor])[]): string[] {
  if (floors.length === 0) return [];
  const rows = floors.map(([name, floor]) => {
    // How it was timed is for the document; here it is enough what was.
    const [what = ""] = floor.method.split(": ");
    return [name, formatFloor(floor), what] as const;
  });
  const widths = [0, 1].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map(
    ([name, value, what]) =>
      `  ${name.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)}  ${what}`,
  );
  return [
    "floors: the least that these cost here; nothing that is measured gets below",
    ...lines,
    "",
  ];
}

function formatFloor({ value, unit }: Floor): string {
  return unit === "ns" ? formatNs(value) : `${formatBytes(value)}/s`;
}

function sumLine(checks: readonly DoctorCheck[]): string {
  const counts = LEVELS.map((level) => {
    const count = checks.filter((check) => check.level === level).length;
    return `${count} ${level}`;
  });
  const isBlocked = checks.some(({ level }) => level === "block");
  const end = isBlocked
    ? "do not measure here before what blocks is gone"
    : "this host can measure";
  return `${counts.join(", ")}: ${end}`;
}
