// What well-formed meta commands are answered: requests and replies as text, without numbers that
// differ between servers (CAS, seconds left). Its own file because it is a table; how its rows are
// sent is meta-cases.ts's.

/** A conversation that begins with an empty cache. */
export interface MetaCase {
  readonly what: string;
  readonly exchanges: readonly (readonly [request: string, reply: string])[];
}

/** With its letter the longest opaque: 1.6.18 counts 32 bytes. */
export const OPAQUE_MAX = "Oabcdefghijklmnopqrstuvwxyz01234";

export const META_EXCHANGE_CASES: readonly MetaCase[] = [
  {
    what: "mg returns flags in the order asked, before a value or without",
    exchanges: [
      ["ms a 3 F5\r\nabc\r\n", "HD\r\n"],
      ["mg a k v f t s\r\n", "VA 3 ka f5 t-1 s3\r\nabc\r\n"],
      ["mg a s Oxyz t f k\r\n", "HD s3 Oxyz t-1 f5 ka\r\n"],
      ["mg a\r\n", "HD\r\n"],
      ["mg a v\r\n", "VA 3\r\nabc\r\n"],
    ],
  },
  {
    what: "mg of an absent key returns k and O alone",
    exchanges: [
      ["mg a\r\n", "EN\r\n"],
      ["mg a s v f t c\r\n", "EN\r\n"],
      ["mg a Oxyz s v k\r\n", "EN Oxyz ka\r\n"],
    ],
  },
  {
    what: "mg q is silent about absent keys alone",
    exchanges: [
      ["mg a q\r\nmg a k v q O1\r\nmn\r\n", "MN\r\n"],
      ["ms a 1\r\n1\r\n", "HD\r\n"],
      ["mg a q\r\nmg a q v k O1\r\nmn\r\n", "HD\r\nVA 1 ka O1\r\n1\r\nMN\r\n"],
    ],
  },
  {
    what: "ms keeps flags and returns k and O",
    exchanges: [
      ["ms a 2 k F4294967295 Oxyz T0\r\nhi\r\n", "HD ka Oxyz\r\n"],
      ["get a\r\n", "VALUE a 4294967295 2\r\nhi\r\nEND\r\n"],
      ["ms a 0\r\n\r\nmg a s v f\r\n", "HD\r\nVA 0 s0 f0\r\n\r\n"],
      ["ms a 10\r\n\r\nmg a v\r\n\r\nmg a v\r\n", "HD\r\nVA 10\r\n\r\nmg a v\r\n\r\n"],
    ],
  },
  {
    what: "ms with an expiry in the past, and beyond 30 days as a time since 1970",
    exchanges: [
      ["ms a 1 T-1\r\n1\r\nmg a v\r\n", "HD\r\nEN\r\n"],
      ["ms a 1 T2592001\r\n1\r\nmg a v\r\n", "HD\r\nEN\r\n"],
      ["ms a 1 T2592000\r\n1\r\nmg a v\r\n", "HD\r\nVA 1\r\n1\r\n"],
    ],
  },
  {
    what: "ms M: add and replace",
    exchanges: [
      ["ms a 1 MR k O1\r\n1\r\nmg a v\r\n", "NS ka O1\r\nEN\r\n"],
      ["ms a 1 ME\r\n2\r\nms a 1 ME O1 k\r\n3\r\n", "HD\r\nNS O1 ka\r\n"],
      ["ms a 1 MR\r\n4\r\nmg a v\r\n", "HD\r\nVA 1\r\n4\r\n"],
      ["ms a 1 MS\r\n5\r\nmg a v\r\n", "HD\r\nVA 1\r\n5\r\n"],
    ],
  },
  {
    what: "ms M: append and prepend, flags and expiry as they were",
    exchanges: [
      ["ms a 1 MA\r\n1\r\nms a 1 MP\r\n1\r\nmg a\r\n", "NS\r\nNS\r\nEN\r\n"],
      ["ms a 1 F7\r\nm\r\nms a 2 MA F9 T5\r\n>>\r\n", "HD\r\nHD\r\n"],
      ["ms a 2 MP F9\r\n<<\r\nmg a v f t\r\n", "HD\r\nVA 5 f7 t-1\r\n<<m>>\r\n"],
    ],
  },
  {
    what: "ms q is silent about success alone",
    exchanges: [
      ["ms a 1 q k O1 c\r\n1\r\nmn\r\n", "MN\r\n"],
      ["ms a 1 q ME\r\n2\r\nmn\r\n", "NS\r\nMN\r\n"],
      ["mg a v\r\n", "VA 1\r\n1\r\n"],
    ],
  },
  {
    what: "md deletes; q is silent about success alone",
    exchanges: [
      ["ms a 1\r\n1\r\nmd a k O1\r\nmg a\r\n", "HD\r\nHD ka O1\r\nEN\r\n"],
      ["md a\r\nmd a O2 k\r\nmd a q\r\n", "NF\r\nNF O2 ka\r\nNF\r\n"],
      ["ms a 1\r\n1\r\nmd a q k\r\nmn\r\nmg a\r\n", "HD\r\nMN\r\nEN\r\n"],
    ],
  },
  {
    what: "ma adds and subtracts as incr and decr do",
    exchanges: [
      ["set n 7 0 2\r\n10\r\nma n\r\nma n v\r\n", "STORED\r\nHD\r\nVA 2\r\n12\r\n"],
      ["ma n D8 v MI\r\nma n v D2 M+\r\n", "VA 2\r\n20\r\nVA 2\r\n22\r\n"],
      ["ma n MD D2 v\r\nma n M- v t\r\n", "VA 2\r\n20\r\nVA 2 t-1\r\n19\r\n"],
      ["ma n k v O1\r\nma n k O1\r\n", "VA 2 kn O1\r\n20\r\nHD kn O1\r\n"],
      ["ma n D18446744073709551615 v\r\nma n MD D21 v\r\n", "VA 2\r\n20\r\nVA 1\r\n0\r\n"],
      ["mg n v f\r\n", "VA 2 f7\r\n0 \r\n"],
    ],
  },
  {
    what: "ma of an absent key, with and without N",
    exchanges: [
      ["ma n\r\nma n J5 v\r\nma n k O1\r\nmg n\r\n", "NF\r\nNF\r\nNF kn O1\r\nEN\r\n"],
      ["ma n N0 J13 D5 v k O1\r\nma n N0 J13 D5 v\r\n", "VA 2 kn O1\r\n13\r\nVA 2\r\n18\r\n"],
      ["ma o N0 v\r\nma p N60 J7\r\nmg p v f\r\n", "VA 1\r\n0\r\nHD\r\nVA 1 f0\r\n7\r\n"],
      [
        "ma q N0 J18446744073709551615 v\r\nma q v\r\n",
        "VA 20\r\n18446744073709551615\r\nVA 1\r\n0\r\n",
      ],
    ],
  },
  {
    what: "ma q is silent about success alone, its value included",
    exchanges: [
      ["ma n q\r\nma n q v k O1\r\nmn\r\n", "NF\r\nNF kn O1\r\nMN\r\n"],
      ["ms n 1\r\n5\r\nma n q\r\nma n q v k O1\r\nmg n v\r\n", "HD\r\nVA 1\r\n7\r\n"],
    ],
  },
  {
    what: "mn whatever follows it",
    exchanges: [
      ["mn\r\nmn\r\n", "MN\r\nMN\r\n"],
      ["mn q k\r\n mn \r\nmn\n", "MN\r\nMN\r\nMN\r\n"],
    ],
  },
  {
    what: "several spaces, and lines that end with LF alone",
    exchanges: [
      ["  ms  a  1  F3 \r\n1\r\n", "HD\r\n"],
      [" mg   a  v   f  \nmg a v\n", "VA 1 f3\r\n1\r\nVA 1\r\n1\r\n"],
      ["ma a v\nmd a k\n", "VA 1\r\n2\r\nHD ka\r\n"],
    ],
  },
  {
    what: "the longest key and the longest opaque",
    exchanges: [
      [`ms ${"k".repeat(250)} 2 k\r\nhi\r\n`, `HD k${"k".repeat(250)}\r\n`],
      [`mg ${"k".repeat(250)} v k\r\n`, `VA 2 k${"k".repeat(250)}\r\nhi\r\n`],
      [`ms a 1 ${OPAQUE_MAX}\r\n1\r\nmg a ${OPAQUE_MAX}\r\n`, `HD ${OPAQUE_MAX}\r\n`.repeat(2)],
      [`md b ${OPAQUE_MAX}\r\nma a ${OPAQUE_MAX}\r\n`, `NF ${OPAQUE_MAX}\r\nHD ${OPAQUE_MAX}\r\n`],
    ],
  },
  {
    what: "meta and classic commands see the same items",
    exchanges: [
      ["set a 3 0 1\r\n1\r\nmg a v f\r\n", "STORED\r\nVA 1 f3\r\n1\r\n"],
      ["ms b 1 F4\r\n2\r\nget a b c\r\n", "HD\r\nVALUE a 3 1\r\n1\r\nVALUE b 4 1\r\n2\r\nEND\r\n"],
      ["incr a 5\r\nma a v\r\nget a\r\n", "6\r\nVA 1\r\n7\r\nVALUE a 3 1\r\n7\r\nEND\r\n"],
      ["md b\r\ndelete b\r\nmg b v\r\nget b\r\n", "HD\r\nNOT_FOUND\r\nEN\r\nEND\r\n"],
      ["add b 0 0 1\r\n9\r\nms b 1 ME\r\n8\r\nmn\r\n", "STORED\r\nNS\r\nMN\r\n"],
      ["delete a\r\nmd a\r\nnonsense\r\nmn\r\n", "DELETED\r\nNF\r\nERROR\r\nMN\r\n"],
    ],
  },
];
