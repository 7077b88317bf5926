// One connection before any load: which of the target's addresses answers, and whose certificate it
// shows. What cannot be reached or verified is told at once, in the words of the system, instead of
// as ten thousand failed requests.

import net from "node:net";
import tls from "node:tls";
import { tlsOptions } from "#load/tls-transport.ts";
import type { TlsPlan } from "#model/plan.ts";
import type { LoadTarget } from "./load-target.ts";

/** What was found out about the encryption, and what was verified. */
export interface TlsFacts {
  readonly protocol: string;
  readonly cipher: string;
  readonly subject: string;
  readonly issuer: string;
  readonly validTo: string;
  /** The name or address that the certificate was verified for; null: it was not verified. */
  readonly verifiedFor: string | null;
  /** Why it would not have been accepted. */
  readonly objection?: string;
}

export type Probe =
  | { readonly state: "reached"; readonly address: string; readonly tls?: TlsFacts }
  | { readonly state: "failed"; readonly reason: string };

export interface ProbeSettings {
  readonly addresses: readonly string[];
  readonly insecure: boolean;
  readonly timeoutS: number;
}

/** How the target's connections are encrypted; undefined where they are not. */
export function tlsPlanOf({ scheme, host }: LoadTarget, insecure: boolean): TlsPlan | undefined {
  if (scheme !== "https") return undefined;
  // A bare address has no name to ask for.
  const named = net.isIP(host) === 0 ? { serverName: host } : {};
  return { ...named, verify: !insecure };
}

/** Tries the addresses in their order. The reason is that of the last one. */
export async function probeTarget(target: LoadTarget, settings: ProbeSettings): Promise<Probe> {
  let last: Probe = { state: "failed", reason: `${target.host} has no address` };
  for (const address of settings.addresses) {
    last = await probeAddress(target, address, settings);
    if (last.state === "reached") return last;
  }
  return last;
}

function probeAddress(
  target: LoadTarget,
  address: string,
  { insecure, timeoutS }: ProbeSettings,
): Promise<Probe> {
  const endpoint = { host: address, port: target.port };
  const plan = tlsPlanOf(target, insecure);
  const socket =
    plan === undefined ? net.connect(endpoint) : tls.connect(tlsOptions(endpoint, plan));
  return new Promise((resolve) => {
    const end = (probe: Probe): void => {
      clearTimeout(limit);
      socket.destroy();
      resolve(probe);
    };
    const fail = (why: string): void =>
      end({
        state: "failed",
        reason: `${net.isIPv6(address) ? `[${address}]` : address}:${target.port} ${why}`,
      });
    const limit = setTimeout(
      () =>
        fail(
          `did not ${plan === undefined ? "accept a connection" : "shake hands"} within ${timeoutS} s`,
        ),
      timeoutS * 1_000,
    );
    socket.on("error", (error: NodeJS.ErrnoException) => fail(reasonOf(error)));
    socket.on("close", () => fail("closed the connection at once"));
    if (socket instanceof tls.TLSSocket) {
      socket.on("secureConnect", () =>
        end({ state: "reached", address, tls: factsOf(socket, plan?.serverName ?? address) }),
      );
    } else socket.on("connect", () => end({ state: "reached", address }));
  });
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === undefined) return `failed: ${message}`;
  if (/^E[A-Z]+$/.test(code)) return `accepts no connection (${code})`;
  // OpenSSL's own lines end in its source's place; the code says all of it.
  const isCertificate = /CERT|SELF_SIGNED|ISSUER|ALTNAME/.test(code);
  return isCertificate
    ? `shows a certificate that is not accepted (${code}); --insecure takes any`
    : `speaks no TLS that we understand (${code})`;
}

function factsOf(socket: tls.TLSSocket, name: string): TlsFacts {
  const { subject, issuer, valid_to: validTo } = socket.getPeerCertificate();
  const objection = socket.authorizationError;
  return {
    protocol: socket.getProtocol() ?? "unknown",
    cipher: socket.getCipher().standardName,
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    validTo,
    verifiedFor: socket.authorized ? name : null,
    ...(socket.authorized ? {} : { objection: String(objection) }),
  };
}

function nameOf(name: tls.Certificate | undefined): string {
  const text = name?.CN ?? name?.O ?? "";
  return Array.isArray(text) ? text.join(", ") : text;
}
