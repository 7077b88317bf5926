// What a binary command is, and how its key becomes the store's. Its own file so that command
// modules depend on this shape and not on the dispatcher that calls them.

import type { Core } from "../protocol/core.ts";
import type { Session } from "../protocol/session.ts";
import type { Packet } from "./packet.ts";

export interface BinaryRequest {
  readonly core: Core;
  readonly packet: Packet;
  readonly session: Session;
  /** Success is not answered, nor is a miss of a get; a later request's reply tells of both. */
  readonly quiet: boolean;
}

export type BinaryCommand = (request: BinaryRequest) => void;

/** Makes the packet's key the entry's. */
export function namePacketKey({ core, packet }: BinaryRequest): void {
  const { entry } = core;
  entry.keySource = packet.buffer;
  entry.keyFrom = packet.keyFrom;
  entry.keyTo = packet.valueFrom;
}
