import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { createTestClient } from "../../../server/test/support/fixtures.ts";
import { expectNoAxeViolations } from "../support/expect-no-axe-violations.ts";
import { provideRealDashboard } from "../support/serve-real-dashboard.ts";

const dashboard = provideRealDashboard();

const PASSWORD = "kettle-orbit-vivid-harbor";

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const link = (page: Page, name: string | RegExp) => page.getByRole("link", { name, exact: true });
const dialog = (page: Page) => page.getByRole("dialog");
const navigation = (page: Page) => page.getByRole("navigation").first().innerText();

async function openAt(path: string, as?: "operator"): Promise<Page> {
  const context = await dashboard.openContext(as === undefined ? {} : { as });
  await context.clock.setFixedTime(dashboard.server.clock.read()); // the server's clock stands still
  const page = await context.newPage();
  await page.goto(dashboard.url + path);
  return page;
}

/** The operator adds a partner and invites its first developer; returns the link to pass on. */
async function inviteDeveloper(partner: string): Promise<string> {
  const page = await openAt("/partners", "operator");
  await button(page, "Add a partner").first().click();
  await dialog(page).getByLabel("Name").fill(partner);
  await dialog(page).getByRole("button", { name: /^Add/ }).click();
  await page.getByRole("heading", { name: partner }).waitFor();
  await page.getByRole("tab", { name: "Members" }).click();
  await button(page, "Invite a member").first().click();
  await dialog(page).getByLabel("Developer").check();
  await button(page, "Make the link").click();
  await dialog(page).getByText("/invitation#token=").waitFor();
  const text = await dialog(page).innerText();
  return /\/invitation#token=\S+/.exec(text)?.[0] ?? "";
}

async function acceptInvitation(path: string): Promise<Page> {
  const page = await openAt(path);
  await page.getByText("Nomad Mobile").first().waitFor();
  await button(page, "Use a password instead").click();
  await page.getByLabel("Your name").fill("Grace Hopper");
  await page.getByLabel("E-mail address").fill("grace@nomad.example");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await button(page, "Create the account").click();
  await page.getByLabel("I have stored them in a safe place").check();
  await button(page, "Go to the dashboard").click();
  await page.waitForURL(`${dashboard.url}/`);
  return page;
}

test("an invited developer gets a credential and a token at once, and sees nothing of other partners", async () => {
  const { administration } = dashboard.server.service;
  const foreign = await createTestClient(administration, { name: "Of somebody else", organization: "Other Travel" });
  const invitation = await inviteDeveloper("Nomad Mobile");
  const page = await acceptInvitation(invitation);

  await page.getByText("Create your first client").first().waitFor();
  await expectNoAxeViolations(page);
  for (const foreignPlace of ["Partners", "Signing keys", "Operators", "Service"])
    expect(await navigation(page)).not.toContain(foreignPlace);

  await page
    .getByRole("main")
    .getByRole("link", { name: /create/i })
    .first()
    .click();
  await page.getByRole("textbox", { name: "Name" }).fill("Booking backend");
  expect(await page.getByRole("combobox", { name: "Partner" }).count()).toBe(0); // there is no choice
  await button(page, "Create client").click();
  await button(page, "Try it now").click();
  await button(page, "Get a token").click();
  await dialog(page).getByText("Accepted", { exact: true }).waitFor();
  await dialog(page).getByLabel("I have stored it").check();
  await button(page, "Done").click();

  await link(page, "Clients").first().click();
  await link(page, "Booking backend").waitFor();
  expect(await page.getByRole("main").innerText()).not.toContain("Of somebody else");
  await page.goto(`${dashboard.url}/clients/${foreign.client.id}`);
  await page
    .getByText(/not yours to see|no such/i)
    .first()
    .waitFor();
  expect(await page.content()).not.toContain("Of somebody else");
  await page.goto(`${dashboard.url}/signing-keys`);
  await page
    .getByText(/operators/i)
    .first()
    .waitFor();
  await page.goto(dashboard.url + invitation);
  await page
    .getByText(/used|ended/i)
    .first()
    .waitFor();
}, 90_000);
