// Host facts: what is read from what the system says, and that a silent system costs nothing.

import assert from "node:assert/strict";
import os from "node:os";
import test from "node:test";
import { type HostSources, readHostFacts } from "./host.ts";

function sources(
  files: Readonly<Record<string, string>>,
  outputs: Readonly<Record<string, string>> = {},
): HostSources {
  return {
    text: async (file) => files[file],
    output: async (command) => outputs[command.join(" ")],
  };
}

test("a machine that tells everything", async () => {
  const facts = await readHostFacts(
    "/lab",
    sources(
      {
        "/etc/os-release": 'NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
        "/sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never\n",
      },
      {
        "git -C /lab rev-parse HEAD": "abc123\n",
        "git -C /lab status --porcelain": "",
        "systemd-detect-virt --vm": "kvm\n",
        "systemd-detect-virt --container": "docker\n",
      },
    ),
  );
  const { os: system, virtualization, transparentHugePages, commit, dirty } = facts;
  assert.deepEqual(
    { system, virtualization, transparentHugePages, commit, dirty },
    {
      system: "Debian GNU/Linux 12 (bookworm)",
      virtualization: "kvm, docker",
      transparentHugePages: "madvise",
      commit: "abc123",
      dirty: false,
    },
  );
  assert.equal(facts.versions.node, process.versions.node);
});

test("a machine that tells nothing", async () => {
  const facts = await readHostFacts("/lab", sources({}));
  assert.equal(facts.virtualization, "unknown");
  assert.equal(facts.transparentHugePages, "unknown");
  assert.equal(facts.commit, "unknown");
  assert.equal(facts.dirty, true);
  assert.ok(facts.os.startsWith(os.type()));
});

test("a virtual processor is said even where the tool sees none, and none is said where there is none", async () => {
  const none = { "systemd-detect-virt --vm": "none\n" };
  const virtual = { "/proc/cpuinfo": "flags\t\t: fpu hypervisor lm\n" };
  const real = { "/proc/cpuinfo": "flags\t\t: fpu lm\n" };
  const of = async (files: Record<string, string>, outputs = {}) =>
    (await readHostFacts("/lab", sources(files, outputs))).virtualization;
  assert.equal(await of(virtual, none), "virtual machine of unknown kind");
  assert.equal(await of(virtual), "virtual machine of unknown kind");
  assert.equal(await of(real, none), "none");
});

test("live: this machine", async () => {
  const facts = await readHostFacts(import.meta.dirname);
  assert.ok(facts.cores >= 1 && facts.memoryBytes > 0);
  assert.match(facts.commit, /^([0-9a-f]{40,64}|unknown)$/);
});
