// What is known of each tool that a manifest may require: its commands, how it tells its version,
// how to get it.
//
// Data alone; a tool that is not listed here is looked up under its own name and asked with
// --version. Folders may hold `~` (the home folder), `$NAME` (a variable) and `*` (any one name).

/** What a probe's output says. */
export interface Probed {
  readonly version: string;
  /**
   * The real program, where the command was only a way to it (a shim that depends on the folder it
   * is run in).
   */
  readonly command?: string;
}

export interface Tool {
  /** Names on PATH, the preferred one first. */
  readonly commands: readonly string[];
  /** Searched after PATH: where installers put the tool without putting it on PATH. */
  readonly folders?: readonly string[];
  /** Searched last, and only for what a variant needs to run: versions beside the usual one. */
  readonly runtimeFolders?: readonly string[];
  readonly probe: readonly string[];
  /** What a probe that works ends with; 0 unless given. */
  readonly probeExitCode?: number;
  /** Reads the probe's output, both streams; undefined where it holds no version. */
  readonly read: (output: string) => Probed | undefined;
  readonly debian: string;
  readonly macos: string;
}

/** The first dotted number. */
function firstVersion(output: string): Probed | undefined {
  const version = /\d+(\.\d+)+/.exec(output)?.[0];
  return version === undefined ? undefined : { version };
}

/** The last line of the probe: the version, then the interpreter itself, behind shims and links. */
function pythonVersion(output: string): Probed | undefined {
  const [, version, command] = /^(\d+\.\d+\.\d+) (\/.*)$/m.exec(output) ?? [];
  return version === undefined || command === undefined ? undefined : { version, command };
}

/** `version "17.0.15"`, `version "21"`, and `version "1.8.0_402"` for Java 8. */
function javaVersion(output: string): Probed | undefined {
  const version = /(?:version "|^javac )(?:1\.(?=\d\.))?(\d+(?:\.\d+)*)/m.exec(output)?.[1];
  return version === undefined ? undefined : { version };
}

const PYTHON_PROBE = "import sys; print('.'.join(map(str, sys.version_info[:3])), sys.executable)";

const JDK = { debian: "apt-get install default-jdk-headless", macos: "brew install openjdk" };
const JAVA_FOLDERS = ["$JAVA_HOME/bin"];
const DASHES = { probe: ["--version"], read: firstVersion };

const TOOLS: Readonly<Record<string, Tool>> = {
  python: {
    // Where python3 is too old, a newer one often stands beside it under its full name.
    commands: ["python3", ...[15, 14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)],
    probe: ["-c", PYTHON_PROBE],
    read: pythonVersion,
    debian: "apt-get install python3 python3-venv",
    macos: "brew install python",
  },
  uv: {
    commands: ["uv"],
    // Its installer changes PATH in login shells alone.
    folders: ["~/.local/bin"],
    ...DASHES,
    debian: "apt-get install pipx && pipx install uv",
    macos: "brew install uv",
  },
  java: {
    commands: ["java"],
    folders: JAVA_FOLDERS,
    runtimeFolders: ["/usr/lib/jvm/*/bin", "/Library/Java/JavaVirtualMachines/*/Contents/Home/bin"],
    probe: ["-version"],
    read: javaVersion,
    ...JDK,
  },
  javac: {
    commands: ["javac"],
    folders: JAVA_FOLDERS,
    probe: ["-version"],
    read: javaVersion,
    ...JDK,
  },
  mvn: {
    commands: ["mvn"],
    ...DASHES,
    debian: "apt-get install maven",
    macos: "brew install maven",
  },
  cargo: {
    commands: ["cargo"],
    // rustup changes PATH in login shells alone.
    folders: ["~/.cargo/bin"],
    ...DASHES,
    debian: "apt-get install cargo-web (on Debian 12) or cargo (from 13 on)",
    macos: "brew install rust",
  },
  go: {
    commands: ["go"],
    probe: ["version"],
    read: firstVersion,
    debian: "apt-get install golang-go",
    macos: "brew install go",
  },
  cc: {
    commands: ["cc"],
    ...DASHES,
    debian: "apt-get install gcc libc6-dev",
    macos: "xcode-select --install",
  },
  npm: { commands: ["npm"], ...DASHES, debian: "apt-get install npm", macos: "brew install node" },
  memcached: {
    commands: ["memcached"],
    probe: ["-V"],
    read: firstVersion,
    debian: "apt-get install memcached",
    macos: "brew install memcached",
  },
  nginx: {
    commands: ["nginx"],
    // Debian's PATH of ordinary users has no sbin.
    folders: ["/usr/sbin"],
    probe: ["-v"],
    read: firstVersion,
    debian: "apt-get install nginx-light",
    macos: "brew install nginx",
  },
  chromium: {
    commands: ["chromium", "chromium-browser", "google-chrome", "Chromium", "Google Chrome"],
    folders: [
      "/Applications/Chromium.app/Contents/MacOS",
      "/Applications/Google Chrome.app/Contents/MacOS",
    ],
    ...DASHES,
    debian: "apt-get install chromium",
    macos: "brew install --cask chromium",
  },
  oha: {
    commands: ["oha"],
    folders: ["~/.cargo/bin"],
    ...DASHES,
    debian: "cargo install oha --locked --version 1.15.0",
    macos: "brew install oha",
  },
  wrk: {
    commands: ["wrk"],
    probe: ["-v"],
    // It tells its version, then that it misses a URL.
    probeExitCode: 1,
    read: firstVersion,
    debian: "apt-get install wrk",
    macos: "brew install wrk",
  },
};

/** The entry of a tool, or what is assumed of one that is not listed. */
export function toolOf(name: string): Tool {
  const listed = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  const assumed = `install ${name} and put it on PATH`;
  return listed ?? { commands: [name], ...DASHES, debian: assumed, macos: assumed };
}
