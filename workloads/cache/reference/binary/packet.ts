// The frame of memcached's binary protocol: 24 bytes of header, extras, key, value, numbers most
// significant byte first. Its own file so that positions in a header are known in one place only.
//
//   u8 magic | u8 opcode | u16 key bytes | u8 extras bytes | u8 data type | u16 status (0 in a
//   request) | u32 body bytes | 4 bytes opaque | u64 CAS number

import type { Replies } from "../replies.ts";

export const HEADER_BYTES = 24;
/** First byte of each request, and of no command of the text protocol. */
export const REQUEST_MAGIC = 0x80;
const REPLY_MAGIC = 0x81;
const OPAQUE_AT = 12;
const OPAQUE_BYTES = 4;
const CAS_AT = 16;
const TWO_POW_32 = 0x1_0000_0000;

/** A whole request, as positions in the buffer where it was received; one object serves all. */
export class Packet {
  buffer: Buffer = Buffer.alloc(0);
  from = 0;
  opcode = 0;
  keyBytes = 0;
  extrasBytes = 0;
  bodyBytes = 0;

  /** Reads the header at buffer[from …). */
  set(buffer: Buffer, from: number): void {
    this.buffer = buffer;
    this.from = from;
    this.opcode = buffer[from + 1] as number;
    this.keyBytes = buffer.readUInt16BE(from + 2);
    this.extrasBytes = buffer[from + 4] as number;
    this.bodyBytes = buffer.readUInt32BE(from + 8);
  }

  get extrasFrom(): number {
    return this.from + HEADER_BYTES;
  }

  get keyFrom(): number {
    return this.extrasFrom + this.extrasBytes;
  }

  get valueFrom(): number {
    return this.keyFrom + this.keyBytes;
  }

  get valueBytes(): number {
    return this.bodyBytes - this.extrasBytes - this.keyBytes;
  }

  get end(): number {
    return this.extrasFrom + this.bodyBytes;
  }

  /** The CAS number that the item must have; 0 for none. Above 2^53 inexact, and no item's. */
  get token(): number {
    const at = this.from + CAS_AT;
    return this.buffer.readUInt32BE(at) * TWO_POW_32 + this.buffer.readUInt32BE(at + 4);
  }
}

/** What is behind a reply's header. */
export interface ReplyShape {
  readonly status: number;
  readonly extrasBytes: number;
  readonly keyBytes: number;
  readonly valueBytes: number;
  /** 0 where there is none to tell. */
  readonly token: number;
}

/** Writes a reply's header with room for its body, which the caller writes at `replies.at`. */
export function beginReply(replies: Replies, request: Packet, shape: ReplyShape): void {
  const { status, extrasBytes, keyBytes, valueBytes, token } = shape;
  const bodyBytes = extrasBytes + keyBytes + valueBytes;
  replies.reserve(HEADER_BYTES + bodyBytes);
  const { slab, at } = replies;
  slab[at] = REPLY_MAGIC;
  slab[at + 1] = request.opcode;
  slab.writeUInt16BE(keyBytes, at + 2);
  slab[at + 4] = extrasBytes;
  slab[at + 5] = 0;
  slab.writeUInt16BE(status, at + 6);
  slab.writeUInt32BE(bodyBytes, at + 8);
  const opaque = request.from + OPAQUE_AT;
  request.buffer.copy(slab, at + OPAQUE_AT, opaque, opaque + OPAQUE_BYTES);
  slab.writeUInt32BE(Math.floor(token / TWO_POW_32), at + CAS_AT);
  slab.writeUInt32BE(token % TWO_POW_32, at + CAS_AT + 4);
  replies.at = at + HEADER_BYTES;
}

/** A reply with nothing but a status and a CAS number. */
export function addEmpty(replies: Replies, request: Packet, token: number): void {
  beginReply(replies, request, {
    status: 0,
    extrasBytes: 0,
    keyBytes: 0,
    valueBytes: 0,
    token,
  });
}

/** A reply whose body is a text. */
export function addText(replies: Replies, request: Packet, status: number, text: Buffer): void {
  beginReply(replies, request, {
    status,
    extrasBytes: 0,
    keyBytes: 0,
    valueBytes: text.length,
    token: 0,
  });
  replies.at += text.copy(replies.slab, replies.at);
}
