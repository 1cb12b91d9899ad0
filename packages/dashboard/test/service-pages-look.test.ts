import { describe, expect, it } from "vitest";
import { fixtureAnswers } from "./fixtures/fixture-answers.ts";
import { NOMAD, ownerSession } from "./fixtures/people.ts";
import { THEMES, WIDTHS } from "./support/browser.ts";
import { findAxeViolations } from "./support/expect-no-axe-violations.ts";
import { provideBuiltDashboard } from "./support/serve-built-dashboard.ts";
import { takeScreenshot } from "./support/take-screenshot.ts";

const PAGES: readonly { readonly path: string; readonly shows: string }[] = [
  { path: "/partners", shows: "Roamly Travel GmbH" },
  { path: `/partners/${NOMAD}`, shows: "tokens issued" },
  { path: `/partners/${NOMAD}?tab=members`, shows: "tomas@nomadmobile.example" },
  { path: "/operators", shows: "Sam Whitfield" },
  { path: "/apis", shows: "Webhooks" },
  { path: "/apis/res_0193a0f1", shows: "esim:read" },
  { path: "/signing-keys", shows: "Begins to sign" },
  { path: "/audit-log", shows: "created the client" },
  { path: "/usage?range=7d", shows: "tokens issued" },
  { path: "/clients/celitech_client_1?tab=activity", shows: "python-requests" },
  { path: "/clients/celitech_client_1?tab=usage&range=30d", shows: "tokens issued" },
  { path: "/security", shows: "Secrets that end soon" },
  { path: "/account", shows: "YubiKey 5C" },
  { path: "/admin-tokens", shows: "Audit export to the SIEM" },
  { path: "/service", shows: "Clients in memory" },
];

describe("pages beside those of clients", () => {
  const dashboard = provideBuiltDashboard(fixtureAnswers);
  const looks = WIDTHS.flatMap((width) => THEMES.map((theme) => ({ width, theme })));

  it.each(looks)("have no violation of WCAG 2.2 AA at $width pixels in the $theme theme", async ({ width, theme }) => {
    const page = await dashboard.openPage("/partners", { width, theme });
    const violations: string[] = [];
    const look = async ({ path, shows }: (typeof PAGES)[number]) => {
      await page.goto(dashboard.url + path);
      await page.getByText(shows).first().waitFor();
      const isCutOff = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
      if (isCutOff === true) violations.push(`${path}: scrolls sideways`);
      await takeScreenshot(page, `${path.slice(1).replaceAll(/[^a-z0-9]+/gi, "-")}-${width}-${theme}`);
      violations.push(...(await findAxeViolations(page)).map((violation) => `${path}: ${violation}`));
    };
    for (const one of PAGES) await look(one);
    dashboard.changeAnswers({ "GET /session": ownerSession });
    await look({ path: "/members", shows: "tomas@nomadmobile.example" });
    expect(violations).toEqual([]);
  });
});
