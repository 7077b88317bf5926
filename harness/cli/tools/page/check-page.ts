// Opens a report in a real browser and says what is wrong with it: `node check-page.ts PAGE FOLDER
// CHROMIUM`. Screenshots and the printed page go to FOLDER, for eyes. Its own program because it
// needs packages that nothing else does; scripts/check.ts starts it.

import { mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type PageOptions, startBrowser } from "./browser.ts";
import { axeFindings, printFindings, textFindings, widthFindings } from "./page-findings.ts";

/** The same limit as the report's own. */
const PAGE_BYTES_MAX = 300_000;
/** The narrowest phone in use, and a common laptop. */
const WIDTHS = [380, 1_280] as const;
const HEIGHT = 900;
const SCHEMES = ["light", "dark"] as const;

interface Job {
  readonly browser: Browser;
  readonly url: string;
  readonly folder: string;
}

function sizeFindings(file: string): string[] {
  const { size } = statSync(file);
  return size <= PAGE_BYTES_MAX ? [] : [`${size} bytes, expected at most ${PAGE_BYTES_MAX}`];
}

async function lookAt({ browser, url, folder }: Job, options: PageOptions): Promise<string[]> {
  const page = await browser.newPage(options);
  const requested: string[] = [];
  page.on("request", (request) => requested.push(request.url()));
  await page.goto(url);
  const name = `${options.viewport.width}-${options.colorScheme}`;
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
  const foreign = requested.filter((one) => one !== url);
  const findings = [
    ...foreign.map((one) => `requests ${one}`),
    ...(await widthFindings(page)),
    ...(await textFindings(page)),
    ...(await axeFindings(page)),
    ...(await printFindings(page)),
  ];
  await page.close();
  return findings.map((finding) => `${name}: ${finding}`);
}

async function print({ browser, url, folder }: Job): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: WIDTHS[1], height: HEIGHT },
    colorScheme: "dark",
  });
  await page.goto(url);
  await page.pdf({ path: path.join(folder, "printed.pdf"), preferCSSPageSize: true });
  await page.close();
}

async function findingsOf(file: string, folder: string, chromium: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const browser = await startBrowser(chromium);
  try {
    const job = { browser, url: pathToFileURL(file).href, folder };
    const findings = sizeFindings(file);
    for (const width of WIDTHS) {
      for (const colorScheme of SCHEMES) {
        findings.push(...(await lookAt(job, { viewport: { width, height: HEIGHT }, colorScheme })));
      }
    }
    await print(job);
    return findings;
  } finally {
    await browser.close();
  }
}

const [file, folder, chromium] = process.argv.slice(2);
if (file === undefined || folder === undefined || chromium === undefined) {
  console.error("usage: node check-page.ts PAGE FOLDER CHROMIUM");
  process.exitCode = 2;
} else {
  const findings = await findingsOf(path.resolve(file), path.resolve(folder), chromium);
  for (const finding of findings) console.log(finding);
  console.log(`${findings.length} findings; screenshots in ${folder}`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
