import { readFile } from "node:fs/promises";
import type { Page, Request } from "playwright-core";
import { describe, expect, test } from "vitest";
import {
  EXAMPLE_TOKEN,
  exampleAnswers,
  exampleClient,
  exampleCreatedSecret,
  exampleOrganizations,
  SESSIONS,
  sessionAt,
} from "./support/example-answers.ts";
import { type BuiltDashboard, FakeProblem, provideBuiltDashboard } from "./support/serve-built-dashboard.ts";

const dashboard: BuiltDashboard = provideBuiltDashboard(exampleAnswers(() => dashboard.url));

const SECRET = "celitech_secret_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const isOpen = (page: Page) => page.getByRole("dialog").isVisible();

async function createClient(secret: string | null = SECRET): Promise<Page> {
  dashboard.changeAnswers({ "POST /clients": exampleCreatedSecret(secret) });
  const page = await dashboard.openPage("/clients/new");
  await page.getByLabel("Name").fill("Booking backend");
  await button(page, "Create client").click();
  await page.getByRole("dialog").waitFor();
  return page;
}

/** Comes back once the page has heard of it. */
function pressBack(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener("popstate", () => resolve(), { once: true });
        history.back();
      }),
  );
}

/** Everything in which a browser could keep a text. */
function everythingKept(page: Page): Promise<string> {
  return page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      ...[...document.querySelectorAll("input, textarea")].map((field) => (field as HTMLInputElement).value),
      location.href,
      JSON.stringify(history.state),
      JSON.stringify(localStorage),
      JSON.stringify(sessionStorage),
      document.cookie,
    ].join("\n"),
  );
}

describe("a new secret", () => {
  test("stays until someone says that it is stored, and is nowhere afterwards", async () => {
    const page = await createClient();
    expect(await page.getByRole("textbox", { name: "Client secret" }).inputValue()).toBe(SECRET);
    await page.keyboard.press("Escape");
    await page.mouse.click(5, 5);
    expect(await isOpen(page)).toBe(true);
    expect(await button(page, "Close").count()).toBe(0);
    expect(await button(page, "Done").isDisabled()).toBe(true);
    await page.getByLabel("I have stored it").check();
    await button(page, "Done").click();
    await page.getByRole("heading", { level: 1, name: "Booking backend, production" }).waitFor();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await everythingKept(page)).not.toContain(SECRET);
    await page.goBack();
    await page.getByLabel("Name").waitFor();
    expect(await everythingKept(page)).not.toContain(SECRET);
  });

  test("is shown though the client cannot be read again", async () => {
    dashboard.changeAnswers({
      "GET /clients/:client_id": exampleClient(),
      "POST /clients/:client_id/rotation": exampleCreatedSecret(SECRET),
    });
    const page = await dashboard.openPage(`/clients/${exampleClient().id}`);
    await button(page, "Rotate").click();
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    await page.route("**/api/v1/clients/celitech_client_*", (route) => held.then(() => route.continue()));
    await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
    await page.getByText("Store your secret").waitFor();
    letGo();
    await page.unrouteAll({ behavior: "wait" });
  });

  test("may be left once it is copied", async () => {
    const page = await createClient();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await button(page, "Copy client id").click();
    await page.getByText("Copied").first().waitFor();
    expect(await button(page, "Done").isDisabled()).toBe(true);
    await button(page, "Copy client secret").click();
    await expect.poll(() => button(page, "Done").isEnabled()).toBe(true);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(SECRET);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test.each([
    ["Download .env", "booking-backend-production.env", `CELITECH_CLIENT_SECRET=${SECRET}\n`],
    ["Download JSON", "booking-backend-production.json", `"CELITECH_CLIENT_SECRET": "${SECRET}"`],
  ])("may be left after %s", async (name, fileName, content) => {
    const page = await createClient();
    const [download] = await Promise.all([page.waitForEvent("download"), button(page, name).click()]);
    expect(download.suggestedFilename()).toBe(fileName);
    const text = await readFile(await download.path(), "utf8");
    expect(text).toContain(content);
    expect(text).toContain("https://api.celitech.net");
    await expect.poll(() => button(page, "Done").isEnabled()).toBe(true);
  });

  test("holds the page while it is not stored, also when the session ends meanwhile", async () => {
    const page = await createClient();
    dashboard.changeAnswers({ "POST /token-verdicts": new FakeProblem("not_signed_in", "Your session has ended.") });
    await page.route("**/oauth2/token", (route) => route.fulfill({ json: EXAMPLE_TOKEN }));
    await button(page, "Try it now").click();
    await button(page, "Get a token").click();
    await page.getByText("Your session has ended.").waitFor();
    expect(page.url()).toBe(`${dashboard.url}/clients/new`);
    await page.getByRole("tab", { name: "Store it" }).click();
    const asked = page.waitForEvent("dialog");
    await page.close({ runBeforeUnload: true });
    const question = await asked;
    expect(question.type()).toBe("beforeunload");
    await question.dismiss();
    expect(await page.getByRole("textbox", { name: "Client secret" }).inputValue()).toBe(SECRET);
  });

  test("stays where the back button is pressed before it is stored", async () => {
    dashboard.changeAnswers({ "POST /clients": exampleCreatedSecret(SECRET) });
    const page = await dashboard.openPage("/clients");
    await page.getByRole("link", { name: "Create client" }).click();
    await page.getByLabel("Name").fill("Booking backend");
    await button(page, "Create client").click();
    await page.getByRole("dialog").waitFor();
    await pressBack(page);
    await page.waitForURL(`${dashboard.url}/clients/new`);
    expect(await page.getByRole("textbox", { name: "Client secret" }).inputValue()).toBe(SECRET);
    await page.getByLabel("I have stored it").check();
    await page.goBack();
    await page.waitForURL(`${dashboard.url}/clients`);
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("that was lost on the way is not promised", async () => {
    const page = await createClient(null);
    await page.getByText("cannot be shown again").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });
});

describe("creating a client", () => {
  test("never suggests a partner in which the person may only look", async () => {
    dashboard.changeAnswers({ "GET /session": () => sessionAt(dashboard.url, SESSIONS.inTwo) });
    const page = await dashboard.openPage("/clients/new?organization=org_globex");
    const partner = page.getByRole("main").getByRole("combobox", { name: "Partner" });
    await expect.poll(() => partner.inputValue()).toBe("Acme Travel");
    await partner.click();
    expect(await page.getByRole("option", { name: "Globex" }).count()).toBe(0);
  });

  test("suggests the only partner that there is to an operator, and asks where there are more", async () => {
    dashboard.changeAnswers({ "GET /session": () => sessionAt(dashboard.url, SESSIONS.operator) });
    const page = await dashboard.openPage("/clients/new");
    await page.getByLabel("Name").fill("Booking backend");
    await button(page, "Create client").click();
    await page.getByText("Choose a partner").waitFor();
    const [only] = exampleOrganizations;
    dashboard.changeAnswers({ "GET /organizations": { items: only === undefined ? [] : [only], next_cursor: null } });
    await page.reload();
    await expect.poll(() => page.getByRole("combobox", { name: "Partner" }).inputValue()).toBe("Acme Travel");
  });

  test("is explained to whoever may create none", async () => {
    dashboard.changeAnswers({ "GET /session": () => sessionAt(dashboard.url, SESSIONS.viewer) });
    const page = await dashboard.openPage("/clients/new");
    await page.getByText("Your role creates no clients").waitFor();
    expect(await page.getByLabel("Name").count()).toBe(0);
  });

  test("shows what the API refuses at the field that it is about", async () => {
    const errors = [{ field: "name", message: "is taken by another client" }];
    dashboard.changeAnswers({
      "POST /clients": new FakeProblem("invalid", "name: is taken by another client", errors),
    });
    const page = await dashboard.openPage("/clients/new");
    await page.getByLabel("Name").fill("Twin");
    await button(page, "Create client").click();
    await page.getByText("is taken by another client").waitFor();
    expect(await page.getByLabel("Name").getAttribute("aria-invalid")).toBe("true");
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  test("asks for the least: the default API, and none of its scopes", async () => {
    await createClient();
    expect(dashboard.requests("POST /clients").map(({ body }) => body)).toEqual([
      {
        name: "Booking backend",
        organization_id: "org_acme",
        kind: "client",
        grants: [{ resource_id: "resource_celitech", scopes: [] }],
        secret_expires_at: null,
      },
    ]);
  });

  test("asks for the password where the sign-in is long ago, then goes on with the same request", async () => {
    const answers = [
      new FakeProblem("recent_sign_in_required", "Confirm that it is you."),
      exampleCreatedSecret(SECRET),
    ];
    const session = { ...SESSIONS.developer, has_passkey: false, has_password: true };
    dashboard.changeAnswers({
      "GET /session": () => sessionAt(dashboard.url, session),
      "POST /clients": () => answers.shift() ?? new FakeProblem("conflict", "asked too often"),
      "POST /session/confirm/password": () => sessionAt(dashboard.url, session),
    });
    const page = await dashboard.openPage("/clients/new");
    const sent: Request[] = [];
    page.on("request", (request) => request.url().endsWith("/api/v1/clients") && sent.push(request));
    await page.getByLabel("Name").fill("Booking backend");
    await button(page, "Create client").click();
    await page.getByRole("textbox", { name: "Password" }).fill("kettle-orbit-vivid-harbor");
    await button(page, "Confirm").click();
    await page.getByText("Store your secret").waitFor();
    expect(dashboard.requests("POST /session/confirm/password").map(({ body }) => body)).toEqual([
      { password: "kettle-orbit-vivid-harbor" },
    ]);
    const keys = sent.map((request) => request.headers()["idempotency-key"]);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
  });
});
