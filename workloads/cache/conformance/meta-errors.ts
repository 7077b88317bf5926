// What malformed meta commands are answered, and that the commands behind them are understood. Its
// own file beside the well-formed ones. Two traits to know: whether the data of a refused `ms` is
// swallowed depends on whether its length was read, and `q` silences no error.

import { type MetaCase, OPAQUE_MAX } from "./meta-exchanges.ts";

const BAD_FORMAT = "CLIENT_ERROR bad command line format\r\n";
const BAD_TOKEN = "CLIENT_ERROR bad token in command line format\r\n";
const DUPLICATE = "CLIENT_ERROR duplicate flag\r\n";
const INVALID = "CLIENT_ERROR invalid flag\r\n";
/** What `md` and `ma` say of both, and of a number that is none. */
const INVALID_OR_DUPLICATE = "CLIENT_ERROR invalid or duplicate flag\r\n";
const OPAQUE_TOO_LONG = "CLIENT_ERROR opaque token too long\r\n";
const NOT_NUMERIC = "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n";
const TOO_LARGE = "SERVER_ERROR object too large for cache\r\n";
const KEY_251 = "k".repeat(251);
const OPAQUE_LONG = `${OPAQUE_MAX}5`;

export const META_ERROR_CASES: readonly MetaCase[] = [
  {
    what: "a meta command without its key or length",
    exchanges: [
      ["mg\r\nms\r\nmd\r\nma\r\n", "ERROR\r\n".repeat(4)],
      ["mg \r\nMG a v\r\nmnx\r\n", "ERROR\r\n".repeat(3)],
      ["ms a\r\nhi\r\nmn\r\n", `${BAD_FORMAT}ERROR\r\nMN\r\n`],
      ["ms a x\r\nhi\r\nmn\r\n", `${BAD_FORMAT}ERROR\r\nMN\r\n`],
      ["ms a 2x\r\nhi\r\nmn\r\n", `${BAD_FORMAT}ERROR\r\nMN\r\n`],
      ["ms a -1\r\nhi\r\nmn\r\n", `${BAD_FORMAT}ERROR\r\nMN\r\n`],
      ["mg a\r\n", "EN\r\n"],
    ],
  },
  {
    what: "a key of 251 bytes in a meta command",
    exchanges: [
      [`mg ${KEY_251} v\r\nmn\r\n`, `${BAD_FORMAT}MN\r\n`],
      [`ms ${KEY_251} 2 q\r\nhi\r\nmn\r\n`, `${BAD_FORMAT}ERROR\r\nMN\r\n`],
      [`md ${KEY_251} q\r\nmn\r\n`, `${BAD_FORMAT}MN\r\n`],
      [`ma ${KEY_251}\r\nmn\r\n`, `${BAD_FORMAT}MN\r\n`],
    ],
  },
  {
    what: "a flag twice",
    exchanges: [
      ["mg a v v\r\nmg a q O1 O2\r\nmn\r\n", `${DUPLICATE}${DUPLICATE}MN\r\n`],
      ["ms a 2 F1 F1\r\nhi\r\nms a 2 q q\r\nmn\r\nmn\r\n", `${DUPLICATE}${DUPLICATE}MN\r\n`],
      ["md a q q\r\nma a v v\r\nmn\r\n", `${INVALID_OR_DUPLICATE.repeat(2)}MN\r\n`],
      ["mg a\r\n", "EN\r\n"],
    ],
  },
  {
    what: "an unknown flag",
    exchanges: [
      ["mg a !\r\nmg a v q Z\r\nmn\r\n", `${INVALID}${INVALID}MN\r\n`],
      ["ms a 2 !\r\nhi\r\nms a 2 q Z\r\nmn\r\nmn\r\n", `${INVALID}${INVALID}MN\r\n`],
      ["md a !\r\nma a q !\r\nmn\r\n", `${INVALID_OR_DUPLICATE.repeat(2)}MN\r\n`],
      ["mg a\r\n", "EN\r\n"],
    ],
  },
  {
    what: "an opaque that is too long",
    exchanges: [
      [`mg a ${OPAQUE_LONG}\r\nmg a q k ${OPAQUE_LONG}\r\n`, OPAQUE_TOO_LONG.repeat(2)],
      [`ms a 2 ${OPAQUE_LONG}\r\nhi\r\nmg a v\r\n`, `${OPAQUE_TOO_LONG}EN\r\n`],
      [`ms a 1\r\n1\r\nmd a ${OPAQUE_LONG}\r\n`, `HD\r\n${OPAQUE_TOO_LONG}`],
      [`ma b ${OPAQUE_LONG}9\r\nmg a v\r\n`, `${OPAQUE_TOO_LONG}VA 1\r\n1\r\n`],
    ],
  },
  {
    what: "a refused ms leaves the old value, and its data is no command",
    exchanges: [
      ["ms a 1\r\n1\r\n", "HD\r\n"],
      ["ms a 3 MX\r\nabc\r\n", "CLIENT_ERROR invalid mode for ms M token\r\n"],
      ["ms a 3 Ms\r\nabc\r\n", "CLIENT_ERROR invalid mode for ms M token\r\n"],
      ["ms a 3 M\r\nabc\r\n", "CLIENT_ERROR incorrect length for M token\r\n"],
      ["ms a 3 MEA q\r\nabc\r\n", "CLIENT_ERROR incorrect length for M token\r\n"],
      ["ms a 3 Tx\r\nabc\r\nms a 3 T\r\nabc\r\n", BAD_TOKEN.repeat(2)],
      ["ms a 3 Cx\r\nabc\r\nms a 3 C\r\nabc\r\n", BAD_TOKEN.repeat(2)],
      ["ms a 3 Fx\r\nabc\r\nms a 3 F-1\r\nabc\r\n", BAD_FORMAT.repeat(2)],
      ["ms a 6 !\r\nmn\r\nmn\r\nmn\r\n", `${INVALID}MN\r\n`],
      ["mg a v\r\n", "VA 1\r\n1\r\n"],
    ],
  },
  {
    what: "ms with more data than announced",
    exchanges: [
      ["ms a 1\r\n1\r\n", "HD\r\n"],
      ["ms a 3\r\nabcdef\r\n", "CLIENT_ERROR bad data chunk\r\nERROR\r\n"],
      ["ms a 3 q k O1\r\nabcdef\r\n", "CLIENT_ERROR bad data chunk\r\nERROR\r\n"],
      ["mg a v\r\n", "VA 1\r\n1\r\n"],
    ],
  },
  {
    what: "md and ma with arguments that are none",
    exchanges: [
      ["set n 0 0 1\r\n5\r\n", "STORED\r\n"],
      ["md n Cx\r\nmd n C\r\n", INVALID_OR_DUPLICATE.repeat(2)],
      ["ma n Dx\r\nma n D-1\r\nma n D\r\n", INVALID_OR_DUPLICATE.repeat(3)],
      ["ma n D18446744073709551616\r\n", INVALID_OR_DUPLICATE],
      ["ma n N0 Jx\r\nma n Nx\r\nma n Tx\r\n", INVALID_OR_DUPLICATE.repeat(3)],
      ["ma n Cx\r\nma n M\r\nma n q MII\r\n", INVALID_OR_DUPLICATE.repeat(3)],
      ["ma n MX v\r\nma n q ME\r\n", "CLIENT_ERROR invalid mode for ma M token\r\n".repeat(2)],
      ["mg n v\r\n", "VA 1\r\n5\r\n"],
    ],
  },
  {
    what: "ma of a value that is no number",
    exchanges: [
      ["set s 0 0 3\r\nabc\r\nset e 0 0 0\r\n\r\n", "STORED\r\nSTORED\r\n"],
      ["ma s\r\nma s q k v O1\r\nma e v\r\nmn\r\n", `${NOT_NUMERIC.repeat(3)}MN\r\n`],
    ],
  },
];

/** Too many bytes to be sent one by one. */
export const TOO_LARGE_MS: MetaCase = {
  what: "ms of a value above 1 MiB is refused, and the old one is gone",
  exchanges: [
    ["ms a 1\r\n1\r\n", "HD\r\n"],
    [`ms a 1048577 k\r\n${"v".repeat(1_048_577)}\r\nmg a v\r\n`, `${TOO_LARGE}EN\r\n`],
    ["ms a 1\r\n2\r\n", "HD\r\n"],
    [`ms a 1048577 q\r\n${"v".repeat(1_048_577)}\r\nmg a v\r\n`, `${TOO_LARGE}EN\r\n`],
  ],
};
