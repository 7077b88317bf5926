// From received bytes to binary commands: waits for whole packets, checks their shape, and stops
// where replies must leave first. Beside it, with the same `run`: protocol/text-protocol.ts. A
// connection speaks one of them, by its first byte.

import type { Core } from "../protocol/core.ts";
import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from "../protocol/length-limits.ts";
import { flushWhenDue } from "../protocol/administration.ts";
import { type Session, swallow } from "../protocol/session.ts";
import { acknowledge, flush, quit, remove, stat, version } from "./administration.ts";
import { decrement, increment } from "./arithmetic.ts";
import type { BinaryCommand, BinaryRequest } from "./binary-command.ts";
import { HEADER_BYTES, Packet, REQUEST_MAGIC } from "./packet.ts";
import { get, getAndTouch, getAndTouchWithKey, getWithKey, touch } from "./retrieval.ts";
import { addError, INVALID, UNKNOWN } from "./statuses.ts";
import { add, append, prepend, refuseLarge, replace, set } from "./storage.ts";

type Presence = "none" | "some" | "any";

/** What a command's packets must look like. */
interface Opcode {
  readonly command: BinaryCommand;
  readonly quiet: boolean;
  readonly extrasBytes: readonly number[];
  readonly key: Presence;
  readonly value: Presence;
}

/** Opcodes of the quiet forms lie this far behind those of set, add, … and flush. */
const QUIET_STEP = 0x10;

const OPCODES = new Map<number, Opcode>();

/** @param codes the answering form, and the quiet one if there is one */
function define(codes: readonly number[], shape: Omit<Opcode, "quiet">): void {
  for (const [at, code] of codes.entries()) OPCODES.set(code, { ...shape, quiet: at > 0 });
}

function withQuiet(code: number): number[] {
  return [code, code + QUIET_STEP];
}

const KEY_ALONE = { extrasBytes: [0], key: "some", value: "none" } as const;
const EXPIRY_AND_KEY = { extrasBytes: [4], key: "some", value: "none" } as const;
const WHOLE_ITEM = { extrasBytes: [8], key: "some", value: "any" } as const;
const PART = { extrasBytes: [0], key: "some", value: "any" } as const;
const DELTA = { extrasBytes: [20], key: "some", value: "none" } as const;
const NOTHING = { extrasBytes: [0], key: "none", value: "none" } as const;

define([0x00, 0x09], { command: get, ...KEY_ALONE });
define([0x0c, 0x0d], { command: getWithKey, ...KEY_ALONE });
define(withQuiet(0x01), { command: set, ...WHOLE_ITEM });
define(withQuiet(0x02), { command: add, ...WHOLE_ITEM });
define(withQuiet(0x03), { command: replace, ...WHOLE_ITEM });
define(withQuiet(0x04), { command: remove, ...KEY_ALONE });
define(withQuiet(0x05), { command: increment, ...DELTA });
define(withQuiet(0x06), { command: decrement, ...DELTA });
define(withQuiet(0x07), { command: quit, ...NOTHING });
define(withQuiet(0x08), { command: flush, extrasBytes: [0, 4], key: "none", value: "none" });
define([0x0a], { command: acknowledge, ...NOTHING });
define([0x0b], { command: version, ...NOTHING });
define([0x0e, 0x19], { command: append, ...PART });
define([0x0f, 0x1a], { command: prepend, ...PART });
define([0x10], { command: stat, extrasBytes: [0], key: "any", value: "none" });
define([0x1b], { command: acknowledge, extrasBytes: [4], key: "none", value: "none" });
define([0x1c], { command: touch, ...EXPIRY_AND_KEY });
define([0x1d, 0x1e], { command: getAndTouch, ...EXPIRY_AND_KEY });
define([0x23, 0x24], { command: getAndTouchWithKey, ...EXPIRY_AND_KEY });

export class BinaryProtocol {
  readonly #core: Core;
  readonly #packet = new Packet();

  constructor(core: Core) {
    this.#core = core;
  }

  /** As TextProtocol.run. */
  run(session: Session, buffer: Buffer, from: number, to: number): number {
    const { replies } = this.#core;
    flushWhenDue(this.#core);
    let at = from + swallow(session, to - from);
    while (at < to && !session.closing && !replies.full) {
      const end = this.#packetAt(session, buffer, at, to);
      if (session.neededBytes > 0) break;
      replies.commandDone();
      at = end + swallow(session, to - end);
    }
    return at;
  }

  /** @returns the position behind what was used up; none is where `session.neededBytes` is set */
  #packetAt(session: Session, buffer: Buffer, at: number, to: number): number {
    const packet = this.#packet;
    if (buffer[at] !== REQUEST_MAGIC) {
      // What follows cannot be understood: the client has lost its place.
      session.closing = true;
      return to;
    }
    if (to - at < HEADER_BYTES) {
      session.neededBytes = HEADER_BYTES;
      return at;
    }
    packet.set(buffer, at);
    const opcode = OPCODES.get(packet.opcode);
    if (packet.valueBytes < 0) return this.#refuseAndClose(session);
    if (opcode === undefined) return this.#refuseUnknown(session);
    if (!hasShape(packet, opcode)) return this.#refuseAndClose(session);
    if (isTooLarge(this.#core, packet)) return this.#refuseLarge(session, opcode, to);
    if (packet.end > to) {
      session.neededBytes = packet.end - at;
      return at;
    }
    opcode.command({ core: this.#core, packet, session, quiet: opcode.quiet });
    return packet.end;
  }

  #refuseAndClose(session: Session): number {
    addError(this.#core.replies, this.#packet, INVALID);
    session.closing = true;
    return this.#packet.extrasFrom;
  }

  #refuseUnknown(session: Session): number {
    addError(this.#core.replies, this.#packet, UNKNOWN);
    session.swallowBytes = this.#packet.bodyBytes;
    return this.#packet.extrasFrom;
  }

  /** The key must be there to be forgotten; the value is thrown away as it comes. */
  #refuseLarge(session: Session, { command, quiet }: Opcode, to: number): number {
    const packet = this.#packet;
    if (packet.valueFrom > to) {
      session.neededBytes = packet.valueFrom - packet.from;
      return packet.from;
    }
    const request: BinaryRequest = { core: this.#core, packet, session, quiet };
    refuseLarge(request, command === set);
    session.swallowBytes = packet.valueBytes;
    return packet.valueFrom;
  }
}

function isTooLarge({ store }: Core, { keyBytes, valueBytes }: Packet): boolean {
  return valueBytes > VALUE_BYTES_MAX || !store.fits(keyBytes, valueBytes);
}

function hasShape(packet: Packet, { extrasBytes, key, value }: Opcode): boolean {
  return (
    packet.keyBytes <= KEY_BYTES_MAX &&
    extrasBytes.includes(packet.extrasBytes) &&
    isPresent(packet.keyBytes, key) &&
    isPresent(packet.valueBytes, value)
  );
}

function isPresent(bytes: number, wanted: Presence): boolean {
  return wanted === "any" || bytes > 0 === (wanted === "some");
}
