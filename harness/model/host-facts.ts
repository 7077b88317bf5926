// Where something was measured: the machine, and the cores that its processes had. Its own file
// because the record of a run and the document of a self-test say it alike.

export interface HostFacts {
  readonly os: string;
  readonly kernel: string;
  readonly arch: string;
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly virtualization: string;
  readonly transparentHugePages: string;
  readonly loadAverage1m: number;
  /** Tool name → version, e.g. `node`, `python`, `memcached`. */
  readonly versions: Readonly<Record<string, string>>;
  readonly commit: string;
  readonly dirty: boolean;
}

/** Where the processes ran; core numbers, or null where the system cannot pin. */
export interface Placement {
  readonly pinned: boolean;
  readonly generatorCore: number | null;
  readonly contenderCores: readonly number[];
  readonly how: string;
}
