import { join } from "node:path";
import type { Page } from "playwright-core";

const FOLDER = join(import.meta.dirname, "../../../../artifacts/screenshots");

/** With SCREENSHOTS=1 in the environment: a picture of the whole page in artifacts/screenshots, which git ignores. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  if (process.env["SCREENSHOTS"] !== "1") return;
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true, animations: "disabled" });
}
