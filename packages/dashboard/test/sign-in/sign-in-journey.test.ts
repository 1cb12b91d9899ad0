import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { provideRealDashboard } from "../support/serve-real-dashboard.ts";
import { addVirtualAuthenticator } from "../support/virtual-authenticator.ts";

const dashboard = provideRealDashboard();

const PASSWORD = "kettle-orbit-vivid-harbor";
const PATIENT = { name: "Grace Hopper", email: "grace@example.com" };

const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: typeof name === "string" });
const heading = (page: Page, name: string) => page.getByRole("heading", { name });
const isAt = (page: Page, path: string) => page.waitForURL(dashboard.url + path);
const readSession = (page: Page) =>
  page.evaluate(async () => (await fetch("/api/v1/session")).json()) as Promise<{ user: object; is_operator: boolean }>;

async function fillPerson(page: Page, { name, email }: typeof PATIENT): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail address").fill(email);
}

async function readCodes(page: Page): Promise<readonly string[]> {
  await heading(page, "Store your recovery codes").waitFor();
  return page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").allTextContents();
}

async function confirmCodes(page: Page): Promise<void> {
  await page.getByLabel("I have stored them in a safe place").check();
  await button(page, "Go to the dashboard").click();
}

async function signOut(page: Page): Promise<void> {
  expect(await page.evaluate(async () => (await fetch("/api/v1/session", { method: "DELETE" })).status)).toBe(204);
}

/** An account with a password, by an operator's invitation. */
async function joinWithPassword(page: Page, person: typeof PATIENT): Promise<readonly string[]> {
  const purpose = { kind: "invitation", organizationId: undefined, role: undefined } as const;
  await page.goto(dashboard.url + (await dashboard.newLink({ purpose, email: person.email })));
  await button(page, "Use a password instead").click();
  expect(await page.getByLabel("E-mail address").inputValue()).toBe(person.email);
  await fillPerson(page, person);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await button(page, "Create the account").click();
  return readCodes(page);
}

describe("the set-up link", () => {
  test("makes an operator with a passkey, who signs out and in again with it", async () => {
    const page = await dashboard.openPage(await dashboard.newLink({ purpose: { kind: "setup" } }));
    const authenticator = await addVirtualAuthenticator(page);
    expect(page.url()).toBe(`${dashboard.url}/setup`);
    await fillPerson(page, { name: "Ada Lovelace", email: "ada@example.com" });
    await button(page, "Create a passkey").click();
    const codes = await readCodes(page);
    expect(new Set(codes).size).toBe(10);
    expect(await button(page, "Go to the dashboard").isDisabled()).toBe(true);
    await confirmCodes(page);
    await isAt(page, "/");
    const user = { name: "Ada Lovelace", email: "ada@example.com" };
    expect(await readSession(page)).toMatchObject({ user, is_operator: true, has_passkey: true, has_password: false });
    expect(await authenticator.countPasskeys()).toBe(1);
    await signOut(page);
    await page.goto(`${dashboard.url}/clients?status=active`);
    await isAt(page, "/sign-in?to=%2Fclients%3Fstatus%3Dactive");
    await button(page, "Sign in with a passkey").click();
    await isAt(page, "/clients?status=active");
    expect(await readSession(page)).toMatchObject({ user });
  });
});
