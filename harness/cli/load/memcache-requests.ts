// Commands of memcached's text protocol, as they are typed: one a line, the data of a storage
// command on the line behind it.
//
//   get user:1
//   set user:2 0 60 5
//   hello
//
// Only commands whose reply is one line or values are taken: a `stats` would be read as many
// replies. Lines may end in LF; on the wire they end in CRLF.

import { firstProblems, type LoadRequest, type LoadRequests } from "./load-request.ts";

const RETRIEVALS = ["get", "gets", "gat", "gats"];
/** Commands with a block of data; its length is the fifth word. */
const STORAGE = ["set", "add", "replace", "append", "prepend", "cas"];
const OTHERS = ["delete", "incr", "decr", "touch", "flush_all", "verbosity"];
const COMMANDS = [...RETRIEVALS, ...STORAGE, ...OTHERS];
/** `set <key> <flags> <exptime> <bytes>`. */
const LENGTH_AT = 4;
const [LF, CR] = [10, 13];
const CRLF = Buffer.from("\r\n");
/** Asked for when nothing is named: a miss, in any cache that does not hold it by chance. */
const DEFAULT_KEY = "tailproof";
/** The protocol's limit. */
const KEY_BYTES_MAX = 250;

/** `get <key>`, the key being the path of the address. */
export function retrievalOf(path: string): LoadRequests {
  const key = unescaped(path.replace(/^\//, "")) || DEFAULT_KEY;
  if (/[\s\p{Cc}]/u.test(key) || Buffer.byteLength(key) > KEY_BYTES_MAX) {
    const received = JSON.stringify(key);
    return {
      problems: [`the key ${received} holds a blank or is longer than ${KEY_BYTES_MAX} bytes`],
    };
  }
  return { requests: [{ bytes: Buffer.from(`get ${key}\r\n`), owed: 1, form: 0 }] };
}

function unescaped(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A lone per cent sign stands for itself.
    return path;
  }
}

/** Reads a file of commands. */
export function readCommands(bytes: Buffer, file: string): LoadRequests {
  const requests: LoadRequest[] = [];
  const problems: string[] = [];
  let at = 0;
  for (let line = 1; at < bytes.length; line++) {
    const lf = bytes.indexOf(LF, at);
    const end = lf < 0 ? bytes.length : lf;
    const text = bytes.toString("latin1", at, bytes[end - 1] === CR ? end - 1 : end);
    at = end + 1;
    if (text.trim() === "") continue;
    const command = commandOf(text);
    if (typeof command === "string") {
      problems.push(`${file}, line ${line}: ${command}`);
      continue;
    }
    const parts: Uint8Array[] = [Buffer.from(text, "latin1"), CRLF];
    if (command.dataBytes !== undefined) {
      const data = bytes.subarray(at, at + command.dataBytes);
      const behind = at + command.dataBytes;
      const next = bytes[behind] === CR ? behind + 1 : behind;
      if (data.length < command.dataBytes || (next < bytes.length && bytes[next] !== LF)) {
        problems.push(
          `${file}, line ${line}: the data behind it is not ${command.dataBytes} bytes`,
        );
        break;
      }
      for (const byte of data) if (byte === LF) line++;
      line++;
      parts.push(data, CRLF);
      at = next + 1;
    }
    requests.push({ bytes: Buffer.concat(parts), owed: command.owed, form: 0 });
  }
  return problems.length === 0 ? { requests } : { problems: firstProblems(problems) };
}

interface Command {
  readonly owed: 0 | 1;
  readonly dataBytes?: number;
}

function commandOf(text: string): Command | string {
  const [name = "", ...words] = text.split(" ");
  if (!COMMANDS.includes(name)) {
    return `"${name}" is no command that can be sent; expected one of ${COMMANDS.join(", ")}`;
  }
  const owed = words.at(-1) === "noreply" ? 0 : 1;
  if (RETRIEVALS.includes(name)) return { owed: 1 };
  if (!STORAGE.includes(name)) return { owed };
  const dataBytes = words[LENGTH_AT - 1] ?? "";
  if (!/^\d{1,8}$/.test(dataBytes)) return `expected ${name} <key> <flags> <exptime> <bytes>`;
  return { owed, dataBytes: Number(dataBytes) };
}
