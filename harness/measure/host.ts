// What machine this is: the facts without which a figure cannot be compared with another machine's.
//
// Never fails: a fact that the system does not tell is "unknown" (0 for a number), because a
// missing fact must not cost a run. Versions of toolchains are drive's to add; how calm the host
// is, pauses-pre-check.ts finds out.

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import os from "node:os";
import { promisify } from "node:util";
import type { HostFacts } from "#model/host-facts.ts";

const UNKNOWN = "unknown";

/** Where the facts come from; undefined means: this machine does not tell. */
export interface HostSources {
  text(file: string): Promise<string | undefined>;
  /**
   * The standard output of a command that ended well; also of systemd-detect-virt, which fails when
   * it finds none.
   */
  output(command: readonly string[]): Promise<string | undefined>;
}

/** @param root folder of the checkout whose commit is named. */
export async function readHostFacts(
  root: string,
  sources: HostSources = thisMachine,
): Promise<HostFacts> {
  const [system, virtualization, pages, commit, changes] = await Promise.all([
    systemName(sources),
    virtualizationOf(sources),
    sources.text("/sys/kernel/mm/transparent_hugepage/enabled"),
    sources.output(["git", "-C", root, "rev-parse", "HEAD"]),
    sources.output(["git", "-C", root, "status", "--porcelain"]),
  ]);
  const processors = os.cpus();
  return {
    os: system,
    kernel: os.release(),
    arch: os.arch(),
    cpuModel: processors[0]?.model.trim() || UNKNOWN,
    cores: processors.length,
    memoryBytes: os.totalmem(),
    virtualization,
    // The kernel puts the setting in force in brackets: always [madvise] never.
    transparentHugePages: /\[(\w+)\]/.exec(pages ?? "")?.[1] ?? UNKNOWN,
    loadAverage1m: os.loadavg()[0] ?? 0,
    versions: { node: process.versions.node },
    commit: commit?.trim() || UNKNOWN,
    // Code of an unknown state is not known to be clean.
    dirty: changes === undefined || changes.trim() !== "",
  };
}

async function systemName(sources: HostSources): Promise<string> {
  const release = await sources.text("/etc/os-release");
  const name = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(release ?? "")?.[1];
  return name || `${os.type()} ${os.version()}`;
}

/** `kvm`, `kvm, docker`, `none`. */
async function virtualizationOf(sources: HostSources): Promise<string> {
  const [machine, container, processor] = await Promise.all([
    sources.output(["systemd-detect-virt", "--vm"]),
    sources.output(["systemd-detect-virt", "--container"]),
    sources.text("/proc/cpuinfo"),
  ]);
  const names = [machine, container]
    .map((name) => name?.trim() ?? "")
    .filter((name) => name !== "" && name !== "none");
  // Inside a container the tool may be missing or blind, but the processor still says that it is
  // virtual.
  const virtual = /^flags\s*:.*\bhypervisor\b/m.test(processor ?? "");
  const blind = machine === undefined || machine.trim() === "none" || machine.trim() === "";
  if (virtual && blind) names.unshift("virtual machine of unknown kind");
  if (names.length > 0) return names.join(", ");
  return machine === undefined && processor === undefined ? UNKNOWN : "none";
}

/** A tool that takes longer than this tells nothing. */
const TOOL_MS_MAX = 5_000;

const thisMachine: HostSources = {
  text: (file) => readFile(file, "utf8").catch(() => undefined),
  async output([program = "", ...rest]) {
    try {
      return (await promisify(execFile)(program, rest, { timeout: TOOL_MS_MAX })).stdout;
    } catch (error) {
      // systemd-detect-virt prints "none" and fails.
      const printed: unknown = error instanceof Error ? Reflect.get(error, "stdout") : undefined;
      return typeof printed === "string" && printed !== "" ? printed : undefined;
    }
  },
};
