import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { launchChromium } from "./launch-chromium.ts";
import { watchPage } from "./watch-page.ts";

/** A phone and a desk: nothing may be cut off on either. */
export type Width = 390 | 1440;
export type Theme = "light" | "dark";
export const WIDTHS: readonly Width[] = [390, 1440];
export const THEMES: readonly Theme[] = ["light", "dark"];

const HEIGHTS = { 390: 844, 1440: 900 } as const;

export interface ContextOptions {
  readonly width?: Width;
  readonly theme?: Theme;
  /** What animations do; reduced by default, so that nothing moves while a test looks. */
  readonly motion?: "reduce" | "no-preference";
  /** Problems that the test is about, and that do not fail it. */
  readonly expectedProblems?: RegExp;
}

export interface TestBrowser {
  /** A browser profile of its own, closed with the test; each of its pages fails the test on an error of the console, of a script or of the CSP. */
  openContext(options?: ContextOptions): Promise<BrowserContext>;
}

/** One Chromium for all tests of a file. */
export function provideBrowser(): TestBrowser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => browser?.close());
  return {
    async openContext({ width = 1440, theme = "light", motion = "reduce", expectedProblems } = {}) {
      if (browser === undefined) throw new Error("the browser is not running yet");
      const context = await browser.newContext({
        viewport: { width, height: HEIGHTS[width] },
        colorScheme: theme,
        reducedMotion: motion,
        locale: "en-GB",
        timezoneId: "UTC",
      });
      context.setDefaultTimeout(ACTION_MILLISECONDS_MAX);
      closeAfterTest(context, expectedProblems);
      return context;
    },
  };
}

/** A busy machine must not decide whether something happened. */
const ACTION_MILLISECONDS_MAX = 20_000;

function closeAfterTest(context: BrowserContext, expected: RegExp | undefined): void {
  const problems: string[] = [];
  context.on("page", (page: Page) => watchPage(page, problems));
  onTestFinished(async () => {
    await context.close();
    const unexpected = problems.filter((problem) => expected?.test(problem) !== true);
    if (unexpected.length > 0) throw new Error(`the page had problems:\n${unexpected.join("\n")}`);
  });
}
