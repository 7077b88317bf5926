// Sockets for encrypted connections: opened and handshaken like plain ones are opened, so that no
// request ever waits for a handshake of its plan's connections. What certificate is expected is the
// plan's; how bytes travel over a socket is tcp-transport.ts's.

import type { OnReadOpts } from "node:net";
import tls from "node:tls";
import type { TlsPlan } from "#model/plan.ts";
import type { Dialer } from "./tcp-transport.ts";
import type { Endpoint } from "./transport.ts";

/** The only protocol that is spoken inside; a server that prefers HTTP/2 must know. */
const PROTOCOLS = ["http/1.1"];

/** Options of `tls.connect` that follow from a plan. */
export function tlsOptions(endpoint: Endpoint, plan: TlsPlan): tls.ConnectionOptions {
  return {
    ...endpoint,
    ...(plan.serverName === undefined ? {} : { servername: plan.serverName }),
    rejectUnauthorized: plan.verify,
    ALPNProtocols: PROTOCOLS,
  };
}

export function tlsDialer(endpoint: Endpoint, plan: TlsPlan): Dialer {
  // One context for all connections: reading the system's certificates takes milliseconds.
  const secureContext = tls.createSecureContext();
  const options = { ...tlsOptions(endpoint, plan), secureContext };
  return {
    endpoint,
    dial(onread: OnReadOpts) {
      const socket = tls.connect({ ...options, onread } as tls.ConnectionOptions);
      // Among the options of `tls.connect` it is ignored by some versions.
      socket.setNoDelay(true);
      return socket;
    },
    readyEvent: "secureConnect",
    copiesBytes: true,
    drop: (socket) => void socket.destroy(),
  };
}
