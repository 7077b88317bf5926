// The contender's half of a wire protocol, for scripted contenders: requests out of bytes, bytes of
// replies. It is written apart from the codecs, so that a codec's misreading is not repeated on the
// other side.

import type { Codec } from "#model/codec.ts";
import type { RequestSource } from "#model/traffic.ts";

export interface PeerProtocol {
  /**
   * Reads the whole messages in `bytes`, telling the index of each request.
   * @returns the bytes read. Throws when they are not of the protocol: the generator's fault.
   */
  read(bytes: Uint8Array, request: (index: number) => void): number;
  /**
   * The reply to request `index`; undefined when it owes none. A wrong one differs where the check
   * looks.
   */
  reply(index: number, content: "right" | "wrong"): Uint8Array | undefined;
  readonly garbage: Uint8Array;
}

/** Both halves of a conversation. */
export interface ScriptedTraffic {
  readonly codec: Codec;
  readonly source: RequestSource;
  readonly peer: PeerProtocol;
}
