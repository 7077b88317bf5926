// Reads a size's parameters, with an error that names what is wrong. Its own file because both the
// traffic (in the generator) and the declaration (in the harness) read them.

/**
 * The parameter `name`, a whole number ≥ 1. @throws naming the parameter, the value received and
 * the one expected
 */
export function wholeParameter(
  parameters: Readonly<Record<string, number>>,
  name: "keys" | "memoryMib",
): number {
  const value = parameters[name];
  if (value !== undefined && Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`the cache workload needs parameter ${name} ≥ 1, a whole number; got ${value}`);
}
