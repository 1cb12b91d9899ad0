import { randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { openCommandDatabase } from "../../server/src/storage/database.ts";
import { createOrganization } from "../../server/test/support/people.ts";
import { readRows } from "../../server/test/support/read-rows.ts";
import { provideRealDashboard } from "./support/serve-real-dashboard.ts";

const dashboard = provideRealDashboard();
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

describe("the first client, on the real service", () => {
  test("leads from nothing to a token that the verifier accepts, and to code", async () => {
    const organizationId = await createOrganization(dashboard.server);
    const page = await dashboard.openPage("/", { as: { organizationId, role: "developer" } });
    await page.getByRole("link", { name: "Create your first client" }).click();
    await page.getByLabel("Name").fill("Booking backend");
    await button(page, "Create client").click();
    const dialog = page.getByRole("dialog");
    const secret = await dialog.getByRole("textbox", { name: "Client secret" }).inputValue();
    expect(secret).toMatch(/^celitech_secret_[A-Za-z0-9]{49}$/);
    await button(page, "Copy client secret").click();
    await button(page, "Try it now").click();
    await button(page, "Get a token").click();
    await dialog.getByText(/A token, valid for another 59 min/).waitFor();
    await dialog.getByText("Accepted").waitFor();
    await dialog.getByText("audience_mismatch").or(dialog.getByText("Refused")).first().waitFor();
    await dialog.getByText("org_id").waitFor();
    expect(await dialog.getByLabel("curl command", { exact: true }).textContent()).toContain("$CELITECH_CLIENT_SECRET");
    await button(page, "Use it in your code").click();
    await dialog.getByLabel("Language").selectOption("TypeScript");
    await dialog.getByText("npm install @celitech-auth/client").waitFor();
    expect(await dialog.textContent()).not.toContain(secret);
    await dialog.getByLabel("I have stored it").check();
    await button(page, "Done").click();
    await page.getByRole("heading", { level: 1, name: "Booking backend" }).waitFor();
    await page.getByRole("link", { name: "Home" }).click();
    await page.getByText("First steps").waitFor();
  });

  test("explains a wrong secret, without a prompt of the browser's own", async () => {
    const { id } = dashboard.server.fixtures.c1;
    const page = await dashboard.openPage(`/clients/${id}?tab=test`, {
      as: "operator",
      expectedProblems: /status of 401/,
    });
    const requests: (string | undefined)[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/oauth2/token")) requests.push(request.headers()["cookie"]);
    });
    await page.getByRole("textbox", { name: "Client secret" }).fill("celitech_secret_wrong");
    await button(page, "Get a token").click();
    await page.getByText("invalid_client").waitFor();
    await page.getByText(/Compare the last four characters with the hints/).waitFor();
    expect(requests).toEqual([undefined]);
  });

  test("rotates on the real service, and the old secret is shown ending", async () => {
    const { id } = dashboard.server.fixtures.c2;
    const page = await dashboard.openPage(`/clients/${id}`, { as: "operator" });
    await button(page, "Rotate").click();
    await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
    await page.getByText("Store your secret").waitFor();
    await page.getByLabel("I have stored it").check();
    await button(page, "Done").click();
    await page.getByText("Nothing uses the new secret").waitFor();
    await button(page, "Cancel the rotation").click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel the rotation" }).click();
    await page.getByText("The rotation was cancelled").waitFor();
    await expect.poll(() => button(page, "Rotate").isEnabled()).toBe(true);
  });
});

describe("a client's life, on the real service", () => {
  test("its APIs and scopes, its name and its status change, until it is deleted", async () => {
    const { id } = dashboard.server.fixtures.several;
    const page = await dashboard.openPage(`/clients/${id}?tab=access`, { as: "operator" });
    const apis = page.getByRole("main").getByRole("checkbox", { checked: true });
    await apis.first().waitFor();
    const before = await apis.count();
    expect(before).toBeGreaterThan(1);
    // Two changes in one go: each is based on what the one before left.
    await apis.last().uncheck();
    await page.getByRole("main").getByRole("checkbox", { checked: false }).first().check();
    await button(page, "Save").click();
    await page.getByText("APIs and scopes were saved").waitFor();
    await page.getByRole("tab", { name: "Settings" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Renamed here");
    await button(page, "Save").click();
    await page.getByRole("heading", { level: 1, name: "Renamed here" }).waitFor();
    const dialog = page.getByRole("dialog");
    await button(page, "Disable client").click();
    await dialog.getByRole("button", { name: "Disable client" }).click();
    await button(page, "Enable client").click();
    await dialog.getByRole("button", { name: "Enable client" }).click();
    await button(page, "End all tokens").click();
    await dialog.getByRole("button", { name: "End all tokens" }).click();
    await button(page, "Delete client").click();
    await dialog.getByRole("textbox").fill("Renamed here");
    await dialog.getByRole("button", { name: "Delete client" }).click();
    await page.getByText("“Renamed here” was deleted").waitFor();
    await page.goto(`${dashboard.url}/clients/${id}`);
    await page.getByText("Not found").waitFor();
  });

  test("is not overwritten when somebody else changed it meanwhile, until one has seen that", async () => {
    const { id } = dashboard.server.fixtures.postOnly;
    const page = await dashboard.openPage(`/clients/${id}?tab=settings`, { as: "operator" });
    await page.getByRole("textbox", { name: "Name" }).fill("My name for it");
    const other = await dashboard.openPage(`/clients/${id}?tab=settings`, { as: "operator" });
    await other.getByRole("textbox", { name: "Name" }).fill("Their name for it");
    await button(other, "Save").click();
    await other.getByRole("heading", { level: 1, name: "Their name for it" }).waitFor();
    await button(page, "Save").click();
    await page.getByRole("heading", { level: 1, name: "Their name for it" }).waitFor();
    await page.getByRole("alert").getByText("It was changed meanwhile").waitFor();
    expect(await page.getByRole("textbox", { name: "Name" }).inputValue()).toBe("My name for it");
    await button(page, "Save").click();
    await page.getByRole("heading", { level: 1, name: "My name for it" }).waitFor();
  });
});

const CLIENTS = 10_000;

describe("ten thousand clients", () => {
  test("are searched and paged by the service, which is asked once for what is shown", async () => {
    await insertClients();
    const page = await (await dashboard.openContext({ as: "operator" })).newPage();
    const asked: URLSearchParams[] = [];
    page.on("request", (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === "/api/v1/clients") asked.push(searchParams);
    });
    await page.goto(`${dashboard.url}/clients`);
    await page.getByRole("rowheader").first().waitFor();
    expect(await page.getByRole("rowheader").count()).toBe(50);
    await button(page, "Next page").click();
    await page.waitForURL(/cursor=/);
    await page.getByRole("searchbox").fill("Crowd 07777");
    await page.getByText("1 client", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Crowd 07777" }).waitFor();
    expect(await page.getByRole("rowheader").count()).toBe(1);
    await page.getByRole("searchbox").fill("celitech_client_crowd0412");
    await page.getByText("10 clients", { exact: true }).waitFor();
    expect(asked.map((query) => query.get("search"))).toEqual([null, null, "Crowd 07777", "celitech_client_crowd0412"]);
    expect(new Set(asked.map((query) => query.get("limit")))).toEqual(new Set(["50"]));
  });
});

/** Straight into the database: ten thousand are too many for the front door. */
async function insertClients(): Promise<void> {
  const { fixtures, config } = dashboard.server;
  const database = openCommandDatabase(config.database);
  const [template] = (await readRows(dashboard.server, "clients")).filter((row) => row.id === fixtures.c1.id);
  if (template === undefined) throw new Error("the fixture is gone");
  const rows = Array.from({ length: CLIENTS }, (_, index) => {
    const number = String(index).padStart(5, "0");
    const id = `celitech_client_crowd${number}${randomBytes(4).toString("hex")}`;
    return { ...template, id, name: `Crowd ${number}` };
  });
  await database.writer.transaction().execute(async (transaction) => {
    for (let from = 0; from < CLIENTS; from += 500)
      await transaction
        .insertInto("clients")
        .values(rows.slice(from, from + 500))
        .execute();
  });
  await database.close();
}
