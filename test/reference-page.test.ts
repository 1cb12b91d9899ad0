import { describe, expect, it } from "vitest";
import { provideBrowser } from "../packages/dashboard/test/support/browser.ts";
import { expectNoAxeViolations } from "../packages/dashboard/test/support/expect-no-axe-violations.ts";
import { useServers } from "../packages/server/test/support/running-server.ts";

const servers = useServers({}, ["SQLite"]);
const browser = provideBrowser();
/** Both widths and both themes; the page is long, and axe takes its time for each. */
const VIEWS = [
  { width: 390, theme: "dark" },
  { width: 1440, theme: "light" },
] as const;

describe("the reference page of the admin API", () => {
  it.each(VIEWS)("at $width px, $theme: axe finds nothing, and nothing is wider than the page", async (view) => {
    const context = await browser.openContext(view);
    const page = await context.newPage();
    await page.goto(`http://localhost:${servers.on("SQLite").port}/api/docs`);
    await page.getByRole("heading", { level: 1, name: "celitech-auth admin API" }).waitFor();
    await expectNoAxeViolations(page);
    const overhang = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    expect(overhang).toBeLessThanOrEqual(0);
  });

  it("is reached by keyboard: the first stop skips to the content", async () => {
    const page = await (await browser.openContext()).newPage();
    await page.goto(`http://localhost:${servers.on("SQLite").port}/api/docs`);
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).hash).toBe("#content");
  });
});
