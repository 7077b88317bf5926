// Which transport a plan asks for: TCP, TLS over it, or UDP; and by whose calls. Its own file
// because the generator process needs no more of them than what they have in common.

import { isIP } from "node:net";
import type { TrialPlan } from "#model/plan.ts";
import { NodeSockets } from "./node-sockets.ts";
import { type SystemCalls, systemCalls } from "./system-calls.ts";
import { SystemSockets } from "./system-sockets.ts";
import { SystemStreams } from "./system-streams.ts";
import { tcpDialer, TcpTransport } from "./tcp-transport.ts";
import { tlsDialer } from "./tls-transport.ts";
import type { EndpointTransport } from "./transport.ts";
import { UdpTransport } from "./udp-transport.ts";

export function openTransport(plan: TrialPlan): EndpointTransport {
  const { host, port, transport, tls, connectLimitS } = plan;
  const endpoint = { host, port };
  if (tls !== undefined) return new TcpTransport(tlsDialer(endpoint, tls), connectLimitS);
  const calls = callsFor(host);
  if (transport === undefined) {
    return calls === undefined
      ? new TcpTransport(tcpDialer(endpoint), connectLimitS)
      : new SystemStreams(calls, endpoint, connectLimitS);
  }
  const { kind: _, ...asked } = transport;
  const limit = connectLimitS === undefined ? {} : { connectLimitS };
  return new UdpTransport({
    endpoint,
    ...asked,
    ...limit,
    makeSockets: (...given) =>
      calls === undefined ? new NodeSockets(...given) : new SystemSockets(calls, ...given),
  });
}

/** The system's own calls, where there are such; they look up no names and know no zones. */
function callsFor(host: string): SystemCalls | undefined {
  return isIP(host) === 0 || host.includes("%") ? undefined : systemCalls();
}
