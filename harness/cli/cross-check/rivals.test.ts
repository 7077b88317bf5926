// What each tool printed against small servers on the loopback (recorded/), read to the figure; its
// own words; and the same outputs damaged, each with a sentence that names the tool.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { UnreadableOutput } from "./output-fields.ts";
import type { RivalFigures, RivalId, RivalLoad, RivalOutput } from "./rival.ts";
import { rivals, rivalsNamed } from "./rivals.ts";

function recorded(name: string): RivalOutput {
  const file = path.join(import.meta.dirname, "recorded", name);
  const stderr = `${file}-stderr.txt`;
  return {
    stdout: readFileSync(`${file}.txt`, "utf8"),
    stderr: existsSync(stderr) ? readFileSync(stderr, "utf8") : "",
  };
}

function rivalOf(id: RivalId) {
  const [rival] = rivalsNamed([id]);
  assert.ok(rival !== undefined);
  return rival;
}

interface Reading {
  readonly name: string;
  readonly figures: RivalFigures;
  readonly notice?: string;
}

const READINGS: readonly (readonly [RivalId, Reading])[] = [
  [
    "autocannon",
    {
      name: "autocannon-errors",
      figures: {
        p50Ns: 0,
        p99Ns: 8_000_000,
        p999Ns: 9_000_000,
        maxNs: 9_000_000,
        count: 403,
        errors: 8,
        achievedPerS: 403 / 2.01,
      },
      notice: "non2xx 8",
    },
  ],
  [
    "autocannon-uncorrected",
    {
      name: "autocannon-resets",
      figures: {
        p50Ns: 465_000_000,
        p99Ns: 994_000_000,
        p999Ns: 1_009_000_000,
        maxNs: 1_012_000_000,
        count: 570,
        errors: 30,
        achievedPerS: 570 / 3.03,
      },
      notice: "errors 30",
    },
  ],
  [
    "k6",
    {
      name: "k6-slow",
      figures: {
        p50Ns: 31_091_662,
        p99Ns: 64_667_007,
        p999Ns: 71_894_893,
        maxNs: 72_483_939,
        count: 111,
        errors: 0,
        achievedPerS: 54.84257843005026,
      },
      notice:
        "dropped_iterations 290; Insufficient VUs, reached 2 active VUs and cannot initialize more",
    },
  ],
  [
    "k6",
    {
      name: "k6-resets",
      figures: {
        p50Ns: 294_009,
        p99Ns: 12_147_678,
        p999Ns: 18_201_458,
        maxNs: 20_125_828,
        count: 401,
        errors: 6,
        achievedPerS: 200.34146408973405,
      },
      notice: "http_req_failed 6",
    },
  ],
  [
    "vegeta",
    {
      name: "vegeta",
      figures: {
        p50Ns: 292_100,
        p99Ns: 36_082_456,
        p999Ns: 53_998_247,
        maxNs: 53_998_247,
        count: 400,
        errors: 0,
        achievedPerS: 200.42721833232326,
      },
    },
  ],
  [
    "vegeta",
    {
      name: "vegeta-errors",
      figures: {
        p50Ns: 277_458,
        p99Ns: 16_112_276,
        p999Ns: 25_635_495,
        maxNs: 25_635_495,
        count: 400,
        errors: 8,
        achievedPerS: 200.47447727930205,
      },
      notice: "success 98.00 %; 500 Internal Server Error",
    },
  ],
  [
    "fortio",
    {
      name: "fortio-slow",
      figures: {
        p50Ns: 32_557_471,
        p99Ns: 43_003_473,
        p999Ns: 44_334_863,
        maxNs: 44_482_795,
        count: 99,
        errors: 0,
        achievedPerS: 48.75037318964658,
      },
    },
  ],
  [
    "fortio",
    {
      name: "fortio-errors",
      figures: {
        p50Ns: 268_142,
        p99Ns: 7_333_333,
        p999Ns: 10_006_487,
        maxNs: 10_010_811,
        count: 400,
        errors: 8,
        achievedPerS: 198.3823969776196,
      },
      notice: "Code 500: 8",
    },
  ],
  [
    "oha",
    {
      name: "oha-errors",
      figures: {
        p50Ns: 459_606,
        p99Ns: 41_047_452,
        p999Ns: 48_711_794,
        maxNs: 48_711_794,
        count: 400,
        errors: 8,
        achievedPerS: 199.50138240443033,
      },
      notice: "500: 8",
    },
  ],
  [
    "oha",
    {
      name: "oha-slow",
      figures: {
        p50Ns: 715_588_442,
        p99Ns: 1_356_345_087,
        p999Ns: 1_361_361_489,
        maxNs: 1_361_361_489,
        count: 128,
        errors: 2,
        achievedPerS: 63.96263673745092,
      },
      notice: "aborted due to deadline: 2",
    },
  ],
  [
    "oha",
    {
      name: "oha-refused",
      figures: {
        p50Ns: null,
        p99Ns: null,
        p999Ns: null,
        maxNs: null,
        count: 200,
        errors: 200,
        achievedPerS: 199.87163923533686,
      },
      notice: "Connection refused (os error 111): 200",
    },
  ],
  [
    "wrk",
    {
      name: "wrk",
      figures: {
        p50Ns: 158_000,
        p99Ns: 16_030_000,
        p999Ns: null,
        maxNs: 24_050_000,
        count: 14624,
        errors: 0,
        achievedPerS: 7_211.95,
      },
    },
  ],
  [
    "wrk",
    {
      name: "wrk-errors",
      figures: {
        p50Ns: 95_000,
        p99Ns: 38_230_000,
        p999Ns: null,
        maxNs: 67_640_000,
        count: 46773,
        errors: 936,
        achievedPerS: 23_338.96,
      },
      notice: "Non-2xx or 3xx responses: 936",
    },
  ],
  [
    "wrk",
    {
      name: "wrk-resets",
      figures: {
        p50Ns: 4_060_000,
        p99Ns: 38_490_000,
        p999Ns: null,
        maxNs: 43_870_000,
        count: 786,
        errors: 41,
        achievedPerS: 745.4,
      },
      notice: "Socket errors: connect 0, read 41, write 0, timeout 0",
    },
  ],
];

describe("the output of", () => {
  for (const [id, { name, figures, notice }] of READINGS) {
    test(name, () => {
      const output = recorded(name);
      assert.deepEqual(rivalOf(id).read(output), figures);
      assert.equal(rivalOf(id).notice(output), notice);
    });
  }
});

describe("a damaged output of", () => {
  for (const [id, { name }] of READINGS) {
    test(`${name} is told of in a sentence`, () => {
      const { stdout, stderr } = recorded(name);
      const tool = id === "autocannon-uncorrected" ? "autocannon" : id;
      for (const damaged of [
        "",
        stdout.slice(0, stdout.length / 2),
        "{}",
        "null",
        "x".repeat(999),
      ]) {
        const read = (): unknown => rivalOf(id).read({ stdout: damaged, stderr });
        assert.throws(read, (error) => {
          assert.ok(error instanceof UnreadableOutput, String(error));
          assert.match(error.message, new RegExp(`^${tool} printed .{5,240}$`));
          return true;
        });
      }
    });
  }

  test("a figure that is none is told with its place", () => {
    const { stdout } = recorded("vegeta");
    const damaged = stdout.replace('"50th":292100', '"50th":"NaN"');
    assert.throws(
      () => rivalOf("vegeta").read({ stdout: damaged, stderr: "" }),
      new UnreadableOutput('vegeta printed "NaN" at latencies → 50th, expected a number from 0 on'),
    );
  });
});

test("each sends the rate that was asked for, to the address, for the time", () => {
  const load: RivalLoad = {
    url: "http://127.0.0.1:9/x",
    ratePerS: 1_234,
    durationS: 7,
    connections: 56,
    insecure: false,
  };
  for (const rival of rivals) {
    const words = rival.command(load).join(" ");
    assert.ok(words.includes(load.url) && /\b7s?\b/.test(words), words);
    assert.equal(/\b1234\b/.test(words), rival.pacing === "rate", words);
    assert.ok(rival.id === "vegeta" || /\b56\b/.test(words), words);
  }
});

test("only tools that verify certificates are told to take any", () => {
  const load = { url: "https://127.0.0.1:9/", ratePerS: 1, durationS: 1, connections: 1 };
  const told = rivals.map((rival) => {
    const [careful, careless] = [false, true].map((insecure) =>
      rival.command({ ...load, insecure }),
    );
    return [rival.id, careless?.filter((word) => !careful?.includes(word))];
  });
  assert.deepEqual(Object.fromEntries(told), {
    autocannon: [],
    "autocannon-uncorrected": [],
    k6: ["--insecure-skip-tls-verify"],
    vegeta: ["-insecure"],
    fortio: ["-k"],
    oha: ["--insecure"],
    wrk: [],
  });
});
