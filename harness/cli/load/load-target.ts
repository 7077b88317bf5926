// Where load is sent: the address as it was written, and what it stands for. Load is sent to this
// machine alone unless other hosts are allowed by name of an option, because what is a measurement
// here is an attack elsewhere; a name counts as this machine only if all its addresses do.

import { lookup } from "node:dns/promises";
import net from "node:net";
import type { Reading } from "#cli/usage-options.ts";

export const SCHEMES = ["http", "https", "memcache"] as const;
export type Scheme = (typeof SCHEMES)[number];

const DEFAULT_PORTS: Readonly<Record<Scheme, number>> = { http: 80, https: 443, memcache: 11_211 };
const EXAMPLE = "an address such as http://127.0.0.1:8080/path";

export interface LoadTarget {
  /** As it was written. */
  readonly url: string;
  readonly scheme: Scheme;
  /** Name or address, without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  /** `Host` of a request: the port only where it is not the scheme's. */
  readonly authority: string;
  /** Path and query; of memcache, the path. */
  readonly path: string;
}

/** Reads the word of the command line. */
export function readTarget(text: string): Reading<LoadTarget> {
  const url = URL.parse(text);
  const scheme = SCHEMES.find((each) => url?.protocol === `${each}:`);
  if (url === null || url.host === "") return { expected: EXAMPLE };
  if (scheme === undefined) return { expected: `one of the schemes ${SCHEMES.join(", ")}` };
  if (url.username !== "" || url.password !== "") {
    return { expected: "no user and password in it; send them by --header" };
  }
  const port = url.port === "" ? DEFAULT_PORTS[scheme] : Number(url.port);
  if (port === 0) return { expected: "a port from 1 to 65535" };
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const path = `${url.pathname}${url.search}` || "/";
  return { value: { url: text, scheme, host, port, authority: url.host, path } };
}

const loopback = new net.BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether an address is this machine's own, and leads nowhere else. */
export function isLoopback(address: string): boolean {
  const family = net.isIP(address);
  if (family === 0) return false;
  // An IPv4 address in IPv6's clothes is looked at as what it is: BlockList does so.
  return loopback.check(address, family === 6 ? "ipv6" : "ipv4");
}

/** "All my addresses" to a server that listens; to one that connects they mean nothing certain. */
const UNSPECIFIED: readonly string[] = ["0.0.0.0", "::"];

/** All addresses of a name; the default one asks the system. */
export type FindAddresses = (host: string) => Promise<readonly string[]>;

const askSystem: FindAddresses = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** The target's addresses, or a sentence on why nothing is sent there. */
export type Resolved = { readonly addresses: readonly string[] } | { readonly problem: string };

export async function resolveTarget(
  { host }: LoadTarget,
  allowRemote: boolean,
  find: FindAddresses = askSystem,
): Promise<Resolved> {
  let addresses: readonly string[];
  try {
    addresses = net.isIP(host) === 0 ? await find(host) : [host];
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return { problem: `the host "${host}" was not found (${code})` };
  }
  const foreign = addresses.find((address) => !isLoopback(address));
  if (foreign === undefined || allowRemote) return { addresses };
  if (UNSPECIFIED.includes(foreign)) {
    const own = net.isIPv6(foreign) ? "[::1]" : "127.0.0.1";
    return {
      problem: `${foreign} stands for all addresses of a server, and is none to connect to; expected one of them, such as ${own}`,
    };
  }
  const is = foreign === host ? `${host} is` : `${host} is ${foreign},`;
  return {
    problem: `${is} not this machine; --allow-remote sends load there all the same: only with leave of those who run it`,
  };
}
