// What is used of playwright-core, as types of our own: the packages of this folder are installed
// on first use only, so nothing that is checked or started without them may import them by name.

export interface BrowserPage {
  on(event: "request", listener: (request: { url(): string }) => void): void;
  goto(url: string): Promise<unknown>;
  /** Evaluates an expression in the page; its policy does not bind the debugger. */
  evaluate(expression: string): Promise<unknown>;
  screenshot(options: { path: string; fullPage: boolean }): Promise<unknown>;
  emulateMedia(options: { media: "print" | "screen" }): Promise<void>;
  pdf(options: { path: string; preferCSSPageSize: boolean }): Promise<unknown>;
  close(): Promise<void>;
}

export interface PageOptions {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme: "light" | "dark";
}

export interface Browser {
  newPage(options: PageOptions): Promise<BrowserPage>;
  close(): Promise<void>;
}

interface Playwright {
  readonly chromium: {
    launch(options: { executablePath: string; args: readonly string[] }): Promise<Browser>;
  };
}

/** Starts a Chromium without a window. */
export async function startBrowser(executablePath: string): Promise<Browser> {
  const name = "playwright-core";
  const { chromium } = (await import(name)) as Playwright;
  // Chromium refuses its sandbox to root; the page is a file of our own making.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args });
}
