import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { provideRealDashboard } from "../support/serve-real-dashboard.ts";
import { takeScreenshot } from "../support/take-screenshot.ts";
import { addVirtualAuthenticator } from "../support/virtual-authenticator.ts";

const dashboard = provideRealDashboard();

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const link = (page: Page, name: string | RegExp) => page.getByRole("link", { name, exact: true });
const dialog = (page: Page) => page.getByRole("dialog");
const mainText = (page: Page) => page.getByRole("main").innerText();

/** Makes the operator's account by the set-up link, with a passkey. */
async function setUp(page: Page): Promise<void> {
  await addVirtualAuthenticator(page);
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByLabel("E-mail address").fill("ada@example.com");
  await button(page, "Create a passkey").click();
  await page.getByLabel("I have stored them in a safe place").check();
  await button(page, "Go to the dashboard").click();
  await page.waitForURL(`${dashboard.url}/`);
}

async function addPartner(page: Page, name: string): Promise<void> {
  await link(page, "Partners").click();
  await button(page, "Add a partner").first().click();
  await dialog(page).getByLabel("Name").fill(name);
  await dialog(page).getByRole("button", { name: /^Add/ }).click();
  await link(page, name).first().waitFor();
}

/** Fills in the form for a new client; its secret is on the screen afterwards. */
async function createClient(page: Page, name: string, partner: string): Promise<string> {
  await link(page, "Clients").first().click();
  await page.getByRole("main").getByText("Create client").first().click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  const choice = page.getByRole("combobox", { name: "Partner" });
  if ((await choice.inputValue()) !== partner) {
    await choice.click();
    await page.getByRole("option", { name: partner, exact: true }).click();
  }
  await button(page, "Create client").click();
  return shownSecret(page);
}

async function shownSecret(page: Page): Promise<string> {
  const secret = await dialog(page).getByRole("textbox", { name: "Client secret" }).inputValue();
  expect(secret).toMatch(/^celitech_secret_[A-Za-z0-9]{49}$/);
  return secret;
}

async function closeSecret(page: Page): Promise<void> {
  await dialog(page).getByLabel("I have stored it").check();
  await button(page, "Done").click();
  await dialog(page).waitFor({ state: "hidden" });
}

/** Asks the token endpoint as a partner's server does. */
async function tokenStatus(clientId: string, secret: string): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${clientId}:${secret}`).toString("base64")}`;
  const body = new URLSearchParams({ grant_type: "client_credentials" });
  const answer = await fetch(`${dashboard.url}/oauth2/token`, { method: "POST", headers: { authorization }, body });
  await answer.text();
  return answer.status;
}

describe("the first operator", () => {
  test("gets from the set-up link to a partner, a credential, a token, a rotation without an outage, a revocation and the audit log", async () => {
    const context = await dashboard.openContext();
    await context.clock.setFixedTime(dashboard.server.clock.read()); // the server's clock stands still
    const page = await context.newPage();
    await page.goto(dashboard.url + (await dashboard.newLink({ purpose: { kind: "setup" } })));
    await setUp(page);
    await addPartner(page, "Nomad Mobile");

    const secret = await createClient(page, "Booking backend", "Nomad Mobile");
    await page.keyboard.press("Escape"); // it is not stored yet
    expect(await shownSecret(page)).toBe(secret);
    const clientId = await dialog(page).getByRole("textbox", { name: "Client id" }).inputValue();
    await button(page, "Try it now").click();
    await button(page, "Get a token").click();
    await dialog(page).getByText("org_id", { exact: true }).waitFor();
    const verdicts = await dialog(page).innerText();
    expect(verdicts).toMatch(/accept/i);
    expect(verdicts).toMatch(/audience/i);
    await takeScreenshot(page, "journey-token");
    await closeSecret(page);
    expect(await page.content()).not.toContain(secret);
    await page.reload();
    expect(await page.content()).not.toContain(secret);
    expect(await tokenStatus(clientId, secret)).toBe(200);

    await page.goto(`${dashboard.url}/clients/${clientId}`);
    await button(page, "Rotate").click();
    await dialog(page)
      .getByText(`${secret.slice(-4)}`)
      .first()
      .waitFor();
    expect(await dialog(page).getByLabel(/^24 h/).isChecked()).toBe(true);
    await dialog(page).getByRole("button", { name: "Rotate", exact: true }).click();
    await dialog(page).getByRole("textbox", { name: "Client secret" }).waitFor();
    const next = await shownSecret(page);
    expect(next).not.toBe(secret);
    await closeSecret(page);
    await dashboard.server.seesChanges();
    expect([await tokenStatus(clientId, secret), await tokenStatus(clientId, next)]).toEqual([200, 200]);
    expect(await mainText(page)).toMatch(/ends in/);
    await takeScreenshot(page, "journey-rotation");

    await button(page, new RegExp(`^End …?\\.*${secret.slice(-4)} now$`)).click();
    await dialog(page).getByRole("button", { name: /^End/ }).click();
    await dialog(page).waitFor({ state: "hidden" });
    await dashboard.server.seesChanges();
    expect([await tokenStatus(clientId, secret), await tokenStatus(clientId, next)]).toEqual([401, 200]);

    await page
      .getByRole("region", { name: new RegExp(next.slice(-4)) })
      .getByRole("button", { name: "Revoke" })
      .click();
    await dialog(page)
      .getByRole("button", { name: /^Revoke/ })
      .click();
    await dialog(page).waitFor({ state: "hidden" });
    await dashboard.server.seesChanges();
    expect(await tokenStatus(clientId, next)).toBe(401);

    await link(page, "Audit log").click();
    await page
      .getByRole("main")
      .getByText(/revoked/)
      .first()
      .waitFor();
    const log = await mainText(page);
    for (const words of ["Nomad Mobile", "Booking backend", "Ada Lovelace"]) expect(log).toContain(words);
    expect(await page.content()).not.toContain(next);
    await takeScreenshot(page, "journey-audit-log");
  }, 90_000);
});
