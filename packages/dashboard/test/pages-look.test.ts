import { test } from "vitest";
import { THEMES, WIDTHS } from "./support/browser.ts";
import { exampleAnswers } from "./support/example-answers.ts";
import { expectNoAxeViolations } from "./support/expect-no-axe-violations.ts";
import { provideBuiltDashboard } from "./support/serve-built-dashboard.ts";
import { takeScreenshot } from "./support/take-screenshot.ts";

const dashboard = provideBuiltDashboard(exampleAnswers);

const LOOKS = WIDTHS.flatMap((width) => THEMES.map((theme) => ({ width, theme })));

test.each(LOOKS)("the list of clients is readable at $width px, $theme", async ({ width, theme }) => {
  const page = await dashboard.openPage("/clients", { width, theme });
  await page.getByRole("rowheader").first().waitFor();
  await takeScreenshot(page, `clients-${width}-${theme}`);
  await expectNoAxeViolations(page);
});

test.each(LOOKS)("creating a client is readable at $width px, $theme", async ({ width, theme }) => {
  const page = await dashboard.openPage("/clients/new", { width, theme });
  await page.getByLabel("Name").waitFor();
  await takeScreenshot(page, `create-client-${width}-${theme}`);
  await expectNoAxeViolations(page);
});
