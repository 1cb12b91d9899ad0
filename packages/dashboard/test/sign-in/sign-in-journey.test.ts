import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { provideRealDashboard } from "../support/serve-real-dashboard.ts";
import { addVirtualAuthenticator } from "../support/virtual-authenticator.ts";

const dashboard = provideRealDashboard();

const PASSWORD = "kettle-orbit-vivid-harbor";
const GRACE = { name: "Grace Hopper", email: "grace@example.com" };

const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: typeof name === "string" });
const heading = (page: Page, name: string) => page.getByRole("heading", { name });
const isAt = (page: Page, path: string) => page.waitForURL(dashboard.url + path);
const readSession = (page: Page) =>
  page.evaluate(async () => (await fetch("/api/v1/session")).json()) as Promise<{ user: object; is_operator: boolean }>;

async function fillPerson(page: Page, { name, email }: typeof GRACE): Promise<void> {
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

const isFocused = (field: Locator) => field.evaluate((element) => element === document.activeElement);

/** What a screen reader says of a field beyond its label. */
const describedBy = (field: Locator) =>
  field.evaluate(
    (element) => document.getElementById(element.getAttribute("aria-describedby") ?? "")?.textContent ?? "",
  );

/** Past the app, which would go to the page for signing in by itself. */
async function signOut(page: Page): Promise<void> {
  await page.goto("about:blank");
  const { request } = page.context();
  const answer = await request.delete(`${dashboard.url}/api/v1/session`, { headers: { origin: dashboard.url } });
  expect(answer.status()).toBe(204);
}

/** An account with a password, by an operator's invitation. */
async function joinWithPassword(page: Page, person: typeof GRACE): Promise<readonly string[]> {
  const purpose = { kind: "invitation", organizationId: undefined, role: undefined } as const;
  await page.goto(dashboard.url + (await dashboard.newLink({ purpose, email: person.email })));
  await button(page, "Use a password instead").click();
  expect(await page.getByLabel("E-mail address").inputValue()).toBe(person.email);
  await fillPerson(page, person);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await button(page, "Create the account").click();
  return readCodes(page);
}

describe("a set-up link", () => {
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

  test("that was used says what to do next, and so does one that is cut off", async () => {
    const page = await dashboard.openPage("/setup#token=of-no-use");
    await heading(page, "This link works no more").waitFor();
    await page.getByText("celitech-auth admin setup-link").waitFor();
    await page.goto(`${dashboard.url}/setup`);
    await heading(page, "The link is not complete").waitFor();
    await page.getByRole("link", { name: "I have an account: sign in" }).click();
    await isAt(page, "/sign-in");
  });
});

describe("an invitation", () => {
  test("makes an account with a password, which then signs in; a wrong one does not", async () => {
    const page = await (await dashboard.openContext()).newPage();
    await joinWithPassword(page, GRACE);
    await confirmCodes(page);
    await isAt(page, "/");
    await signOut(page);
    await page.goto(`${dashboard.url}/sign-in?to=//evil.example/`);
    await button(page, "Use a password").click();
    await page.getByLabel("E-mail address").fill("grace@example.com");
    await page.getByLabel("Password", { exact: true }).fill(`${PASSWORD}!`);
    await button(page, "Sign in").click();
    await page.getByRole("alert").getByText("do not go together").waitFor();
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.keyboard.press("Enter");
    await isAt(page, "/");
    expect(await readSession(page)).toMatchObject({ user: GRACE, is_operator: true, has_password: true });
  });

  test("cannot be used twice", async () => {
    const purpose = { kind: "invitation", organizationId: undefined, role: undefined } as const;
    const path = await dashboard.newLink({ purpose });
    const page = await dashboard.openPage(path, { as: "nobody" });
    await button(page, "Accept as Ada Lovelace").click();
    await isAt(page, "/");
    expect(await readSession(page)).toMatchObject({ is_operator: true });
    const again = await dashboard.openPage(path);
    await heading(again, "This link works no more").waitFor();
    await again.getByText("Ask whoever invited you for a new one.").waitFor();
  });

  test("says which field is wrong, and takes the keyboard there", async () => {
    const purpose = { kind: "invitation", organizationId: undefined, role: undefined } as const;
    const page = await dashboard.openPage(await dashboard.newLink({ purpose }));
    await button(page, "Use a password instead").click();
    await fillPerson(page, { name: "Tim", email: "tim@example.com" });
    await page.getByLabel("Password", { exact: true }).fill("short");
    await button(page, "Create the account").click();
    const password = page.getByLabel("Password", { exact: true });
    expect(await describedBy(password)).toContain("at least 12 characters");
    expect(await isFocused(password)).toBe(true);
    await password.fill("password1234");
    await button(page, "Create the account").click();
    await expect.poll(() => describedBy(password)).not.toContain("at least 12 characters");
    await fillPerson(page, { name: "Tim", email: "grace@example.com" });
    await password.fill(PASSWORD);
    await button(page, "Create the account").click();
    await expect
      .poll(() =>
        page
          .getByRole("alert")
          .textContent()
          .then(async (text) => text + (await describedBy(page.getByLabel("E-mail address")))),
      )
      .toMatch(/account/);
  });
});

describe("recovery codes", () => {
  test("are copied, and leaving before they are stored asks first", async () => {
    const context = await dashboard.openContext();
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    const codes = await joinWithPassword(page, { name: "Jean Bartik", email: "jean@example.com" });
    await button(page, "Copy").click();
    await page.getByRole("status").getByText("Copied.").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${codes.join("\n")}\n`);
    const asked = page.waitForEvent("dialog");
    await page.close({ runBeforeUnload: true });
    expect((await asked).type()).toBe("beforeunload");
    await (await asked).accept();
  });

  test("are downloaded as they are shown, and each signs in once", async () => {
    const page = await (await dashboard.openContext({ width: 390, theme: "dark" })).newPage();
    const person = { name: "Barbara Liskov", email: "barbara@example.com" };
    const codes = await joinWithPassword(page, person);
    const downloading = page.waitForEvent("download");
    await button(page, "Download").click();
    const file = await (await downloading).path();
    expect((await readFile(file, "utf8")).trim().split("\n").slice(-10)).toEqual(codes);
    await confirmCodes(page);
    await isAt(page, "/");
    for (const isFirst of [true, false]) {
      await signOut(page);
      await page.goto(`${dashboard.url}/recover`);
      await page.getByLabel("E-mail address").fill(person.email);
      await page.getByLabel("Recovery code").fill(codes[0]?.toLowerCase().replaceAll("-", " ") ?? "");
      await button(page, "Sign in").click();
      if (!isFirst) break;
      await isAt(page, "/account");
      expect(await readSession(page)).toMatchObject({ user: person });
    }
    await page.getByRole("alert").getByText("it was used already").waitFor();
  });

  test("are a way on, and back, for who has to confirm and has nothing else", async () => {
    const page = await dashboard.openPage("/");
    const person = { name: "Frances Allen", email: "frances@example.com" };
    const [code = ""] = await joinWithPassword(page, person);
    await confirmCodes(page);
    await isAt(page, "/");
    dashboard.server.clock.advanceSeconds(16 * 60);
    await page.goto(`${dashboard.url}/account`);
    await button(page, "Make new codes").click();
    await page.getByRole("dialog").getByRole("button", { name: "Make new codes" }).click();
    await button(page, "Sign in again with a recovery code").click();
    await isAt(page, "/recover?to=%2Faccount");
    await page.getByLabel("E-mail address").fill(person.email);
    await page.getByLabel("Recovery code").fill(code);
    await button(page, "Sign in").click();
    await isAt(page, "/account");
    await button(page, "Make new codes").click();
    await page.getByRole("dialog").getByRole("button", { name: "Make new codes" }).click();
    await heading(page, "Your recovery codes").waitFor();
  });
});

describe("a sign-in link", () => {
  test("signs in at a click and not before, once", async () => {
    const { users } = dashboard.server.service.administration.people;
    const user = await users.findByEmail("grace@example.com");
    const path = await dashboard.newLink({ purpose: { kind: "sign_in", userId: user?.id ?? "" }, email: user?.email });
    const preview = await dashboard.openPage(path);
    await button(preview, "Sign in").waitFor();
    const page = await dashboard.openPage(path);
    await button(page, "Sign in").click();
    await isAt(page, "/account");
    expect(await readSession(page)).toMatchObject({ user: GRACE });
    await button(preview, "Sign in").click();
    await preview.getByRole("alert").getByText(/link/).waitFor();
  });
});

describe("signing in by passkey", () => {
  test("says what to do when there is no passkey, and when the passkey is unknown", async () => {
    const page = await dashboard.openPage("/sign-in");
    const authenticator = await addVirtualAuthenticator(page);
    await button(page, "Sign in with a passkey").click();
    await page.getByRole("alert").getByText("The browser gave no passkey").waitFor();
    await authenticator.addUnknownPasskey();
    await button(page, "Sign in with a passkey").click();
    await page.getByRole("alert").getByText("This passkey does not work here").waitFor();
  });

  test("is offered beside the e-mail address where the browser can", async () => {
    const person = { name: "Radia Perlman", email: "radia@example.com" };
    const purpose = { kind: "invitation", organizationId: undefined, role: undefined } as const;
    const page = await dashboard.openPage(await dashboard.newLink({ purpose }));
    await addVirtualAuthenticator(page);
    await fillPerson(page, person);
    await button(page, "Create a passkey").click();
    await readCodes(page);
    await confirmCodes(page);
    await isAt(page, "/");
    await signOut(page);
    await page.goto(`${dashboard.url}/sign-in?to=/clients`);
    await button(page, "Use a password").click();
    await isAt(page, "/clients"); // the virtual device chooses the only passkey that it is offered
    expect(await readSession(page)).toMatchObject({ user: person });
  });
});

test("the keyboard alone is enough to sign in with a password", async () => {
  const page = await dashboard.openPage("/sign-in");
  const press = (...keys: readonly string[]) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  await press("Tab", "Tab", "Enter");
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Sign in with a password");
  await press("Tab");
  await page.keyboard.type("grace@example.com");
  await press("Tab");
  await page.keyboard.type(PASSWORD);
  await press("Tab", "Enter");
  expect(await page.getByLabel("Password", { exact: true }).getAttribute("type")).toBe("text");
  await press("Tab", "Enter");
  await isAt(page, "/");
});

test("a page whose address is not the public URL says where signing in works, and takes the link along", async () => {
  const page = await dashboard.openPage("/sign-in");
  const told = dashboard.url;
  await page.route("**/setup", async (route) => {
    const response = await route.fetch({ headers: { ...route.request().headers(), accept: "text/html" } });
    await route.fulfill({ response, body: (await response.text()).replaceAll(told, "https://auth.example") });
  });
  await page.goto(`${told}/setup#token=abc`);
  const link = page.getByRole("link", { name: "auth.example" });
  expect(await link.getAttribute("href")).toBe("https://auth.example/setup#token=abc");
});

test("whoever is signed in already goes on at once; a session that has ended counts for nothing", async () => {
  const page = await dashboard.openPage("/sign-in?to=/clients", { as: "operator" });
  await isAt(page, "/clients");
  const context = await dashboard.openContext();
  await context.addCookies([{ name: "celitech_auth_session", value: "of-no-use", url: dashboard.url }]);
  const other = await context.newPage();
  const asked = other.waitForResponse("**/api/v1/session");
  await other.goto(`${dashboard.url}/sign-in?to=/clients`);
  expect((await asked).status()).toBe(401);
  expect(await button(other, "Sign in with a passkey").isVisible()).toBe(true);
  expect(new URL(other.url()).pathname).toBe("/sign-in");
});

test("where passkeys cannot work, signing in and setting up are by password", async () => {
  const page = await (await dashboard.openContext()).newPage();
  await page.addInitScript(() => Reflect.deleteProperty(window, "PublicKeyCredential"));
  await page.goto(`${dashboard.url}/sign-in`);
  await heading(page, "Sign in with a password").waitFor();
  expect(await button(page, "Use a passkey").count()).toBe(0);
  const purpose = { kind: "invitation", organizationId: undefined, role: undefined } as const;
  await page.goto(dashboard.url + (await dashboard.newLink({ purpose })));
  await page.getByText("Passkeys work over https only").waitFor();
  expect(await page.getByLabel("Password", { exact: true }).isVisible()).toBe(true);
  expect(await button(page, "Create a passkey instead").count()).toBe(0);
});
