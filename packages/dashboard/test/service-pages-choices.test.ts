import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { fixtureAnswers } from "./fixtures/fixture-answers.ts";
import { adminTokens, emptyOrganization } from "./fixtures/people.ts";
import { exampleClient } from "./support/example-answers.ts";
import { provideBuiltDashboard } from "./support/serve-built-dashboard.ts";

const dashboard = provideBuiltDashboard(fixtureAnswers);
const [adminToken] = adminTokens;
if (adminToken === undefined) throw new Error("the fixtures are empty");
/** Neither is among what the service gives without a search. */
const LAST_CLIENT = exampleClient({ id: "celitech_client_zebra", name: "Zebra import" });
const LAST_PARTNER = { ...emptyOrganization, id: "org_zanzibar", name: "Zanzibar Mobile" };

describe("what the service finds only when it is searched for", () => {
  it("is a client whose usage is shown, and named when the page is opened by its address", async () => {
    dashboard.changeAnswers({
      "GET /clients": ({ query }) => ({
        items: query.search === "zeb" ? [LAST_CLIENT] : [exampleClient()],
        next_cursor: "more",
      }),
      "GET /clients/:client_id": LAST_CLIENT,
    });
    const page = await dashboard.openPage("/usage");
    await choose(page, "Client", "zeb", LAST_CLIENT.name);
    await expect.poll(() => dashboard.requests("GET /usage").at(-1)?.query.client_id).toBe(LAST_CLIENT.id);
    await page.reload();
    await expect.poll(() => page.getByLabel("Client").first().inputValue()).toBe(LAST_CLIENT.name);
  });

  it("is a partner that an admin token acts for", async () => {
    dashboard.changeAnswers({
      "GET /organizations": ({ query }) => ({
        items: query.search === "zan" ? [LAST_PARTNER] : [emptyOrganization],
        next_cursor: "more",
      }),
      "GET /organizations/:organization_id": LAST_PARTNER,
      "POST /admin-tokens": { admin_token: adminToken, token: "celitech_admin_secret", notice: "shown once" },
    });
    const page = await dashboard.openPage("/admin-tokens");
    await page.getByRole("button", { name: "Create a token" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Nightly rotation");
    await choose(page, "Acts for", "zan", LAST_PARTNER.name);
    await page.getByLabel("clients:write").check();
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.getByText("celitech_admin_secret").waitFor();
    expect(dashboard.requests("POST /admin-tokens")[0]?.body.organization_id).toBe(LAST_PARTNER.id);
  });
});

async function choose(page: Page, label: string, typed: string, name: string): Promise<void> {
  const input = page.getByLabel(label).first();
  await input.click();
  await input.pressSequentially(typed);
  await page.getByRole("option", { name }).click();
  await expect.poll(() => input.inputValue()).toBe(name);
}
