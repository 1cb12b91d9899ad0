import type { Grant } from "@celitech-auth/contract";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import {
  clientInRotation,
  EXAMPLE_TOKEN,
  exampleAnswers,
  exampleClient,
  exampleCreatedSecret,
  exampleGrant,
  exampleSecret,
  SESSIONS,
  sessionAt,
} from "./support/example-answers.ts";
import { type BuiltDashboard, FakeProblem, provideBuiltDashboard } from "./support/serve-built-dashboard.ts";

const dashboard: BuiltDashboard = provideBuiltDashboard(exampleAnswers(() => dashboard.url));

const client = exampleClient();
const PATH = `/clients/${client.id}`;
const NEW_SECRET = "celitech_secret_new";
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const isFocused = (page: Page, name: string) =>
  button(page, name).evaluate((element) => element === document.activeElement);

describe("rotating a secret", () => {
  test("says which secret ends when, shows the new one once, and gives the focus back", async () => {
    dashboard.changeAnswers({
      "GET /clients/:client_id": client,
      "POST /clients/:client_id/rotation": exampleCreatedSecret(NEW_SECRET),
    });
    const page = await dashboard.openPage(PATH);
    await button(page, "Rotate").focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("The secret …a1B2 goes on for 24 hours").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await expect.poll(() => isFocused(page, "Rotate")).toBe(true);
    await page.keyboard.press("Enter");
    await dialog.getByRole("radio", { name: /Not at all/ }).check();
    await dialog.getByText("ends the moment the new one exists").waitFor();
    await dialog.getByRole("radio", { name: /7 days/ }).check();
    await dialog.getByRole("button", { name: "Rotate" }).click();
    await page.getByText("Store your secret").waitFor();
    expect(await page.getByRole("textbox", { name: "Client secret" }).inputValue()).toBe(NEW_SECRET);
    await dialog.getByText("The secret …a1B2 goes on for 7 days").waitFor();
    expect(dashboard.requests("POST /clients/:client_id/rotation").map(({ body }) => body)).toEqual([
      { overlap_seconds: 604_800, label: null, expires_at: null },
    ]);
  });

  test("shows who still uses the old secret, and ends or cancels it", async () => {
    const rotating = { ...clientInRotation(), id: client.id };
    dashboard.changeAnswers({
      "GET /clients/:client_id": rotating,
      "POST /clients/:client_id/rotation/end": client,
      "POST /clients/:client_id/rotation/cancel": client,
    });
    const page = await dashboard.openPage(PATH);
    await page
      .getByText(/The old one was last used 3 hours ago from 1\.2\.3\.4; the new one was last used 2 minutes/)
      .waitFor();
    await page.getByText("The old secret …a1B2 has gone quiet: it can end now.").waitFor();
    await page.getByText(/…a1B2 ends in 22 h 59 min/).waitFor();
    expect(await button(page, "Rotate").isDisabled()).toBe(true);
    expect(await button(page, "Add a second secret").isDisabled()).toBe(true);
    await page.getByText("A rotation is under way: end or cancel it first.").waitFor();
    await button(page, "End …a1B2 now").click();
    await button(page, "End …a1B2").click();
    await page.getByText("The secret …a1B2 has ended").waitFor();
    await button(page, "Cancel the rotation").click();
    await page.getByRole("dialog").getByText("The new secret …Zz99 ends now").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel the rotation" }).click();
    await page.getByText("The rotation was cancelled").waitFor();
  });

  test("is explained where two secrets live already", async () => {
    const secrets = [exampleSecret({ id: "secret_2", hint: "Zz99" }), exampleSecret()];
    dashboard.changeAnswers({ "GET /clients/:client_id": { ...client, secrets } });
    const page = await dashboard.openPage(PATH);
    const reason = page.getByText("Two secrets live, which is the most.");
    await reason.waitFor();
    const describedBy = await button(page, "Rotate").getAttribute("aria-describedby");
    expect(await page.locator(`#${describedBy}`).textContent()).toContain("Two secrets live");
  });

  test("is shown as refused with the API's reason", async () => {
    const reason = "A rotation began meanwhile: end or cancel it first.";
    dashboard.changeAnswers({ "POST /clients/:client_id/rotation": new FakeProblem("conflict", reason) });
    const page = await dashboard.openPage(PATH);
    await button(page, "Rotate").click();
    await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
    await page.getByRole("alert").getByText(reason).waitFor();
  });
});

describe("revoking a secret", () => {
  test("warns of the last one, and ends its tokens only if asked to", async () => {
    dashboard.changeAnswers({ "POST /clients/:client_id/secrets/:secret_id/revoke": client });
    const page = await dashboard.openPage(PATH);
    await button(page, "Revoke").click();
    await page.getByText("It is the only live secret").waitFor();
    await page.getByLabel("End the tokens issued for it too").check();
    await button(page, "Revoke …a1B2").click();
    await page.getByText("The secret …a1B2 was revoked").waitFor();
    expect(dashboard.requests("POST /clients/:client_id/secrets/:secret_id/revoke").map(({ body }) => body)).toEqual([
      { with_tokens: true },
    ]);
  });
});

describe("APIs and scopes", () => {
  test("change one API at a time; what only operators may allow stays locked", async () => {
    dashboard.changeAnswers({ "PUT /clients/:client_id/grants/:resource_id": client });
    const page = await dashboard.openPage(`${PATH}?tab=access`);
    expect(await page.getByRole("checkbox", { name: "refunds:write" }).isDisabled()).toBe(true);
    await page.getByRole("checkbox", { name: "purchases:write" }).uncheck();
    await button(page, "Save").click();
    await page.getByText("APIs and scopes were saved").waitFor();
    const [request] = dashboard.requests("PUT /clients/:client_id/grants/:resource_id");
    expect(request?.params).toMatchObject({ resource_id: exampleGrant.resource_id });
    expect(request?.body).toEqual({ scopes: ["destinations:read", "packages:read"], is_default: true });
  });
});

describe("the test panel", () => {
  const other: Grant = {
    ...exampleGrant,
    resource_id: "resource_rates",
    audience: "https://rates.celitech.net/",
    resource_name: "Rates API",
    is_default: false,
  };

  async function getToken(page: Page): Promise<URLSearchParams> {
    const asked = page.waitForRequest("**/oauth2/token");
    await button(page, "Get a token").click();
    return new URLSearchParams((await asked).postData() ?? "");
  }

  test("says which API judged the token: the one that it was asked for", async () => {
    dashboard.changeAnswers({ "GET /clients/:client_id": { ...client, grants: [exampleGrant, other] } });
    const page = await dashboard.openPage(`${PATH}?tab=test`);
    await page.route("**/oauth2/token", (route) => route.fulfill({ json: EXAMPLE_TOKEN }));
    await page.getByRole("textbox", { name: "Client secret" }).fill("celitech_secret_pasted");
    expect((await getToken(page)).get("resource")).toBe(null);
    const judged = page.getByText(`by CELITECH API, whose audience is ${exampleGrant.audience}`);
    await judged.waitFor();
    await page.getByText("by another API, whose audience is").waitFor();
    await page.getByLabel("API", { exact: true }).selectOption("Rates API");
    await judged.waitFor();
    expect((await getToken(page)).get("resource")).toBe(other.audience);
    await page.getByText(`by Rates API, whose audience is ${other.audience}`).waitFor();
  });

  test("names the API where none is the default one", async () => {
    dashboard.changeAnswers({ "GET /clients/:client_id": { ...client, grants: [other] } });
    const page = await dashboard.openPage(`${PATH}?tab=test`);
    await page.route("**/oauth2/token", (route) => route.fulfill({ json: EXAMPLE_TOKEN }));
    await page.getByRole("textbox", { name: "Client secret" }).fill("celitech_secret_pasted");
    expect((await getToken(page)).get("resource")).toBe(other.audience);
  });
});

describe("the code", () => {
  const languages = async (page: Page) =>
    (await page.getByLabel("Language").getByRole("option").allTextContents()).join();

  test("leaves out the SDKs, which send the secret in the body, where only the header is accepted", async () => {
    const page = await dashboard.openPage(`${PATH}?tab=code`);
    await expect.poll(() => languages(page)).toContain("CELITECH SDK for Go");
    dashboard.changeAnswers({
      "GET /clients/:client_id": { ...client, authentication_method: "client_secret_basic" },
    });
    await page.goto(`${dashboard.url}${PATH}?tab=code&language=sdk-go`);
    await page.getByText("CELITECH's SDKs are not among them").waitFor();
    expect(await languages(page)).not.toContain("SDK");
  });
});

describe("an API that checks tokens", () => {
  const api = exampleClient({ kind: "resource_server" });

  test("is offered no token: neither on its page nor with its secret", async () => {
    dashboard.changeAnswers({
      "GET /clients/:client_id": api,
      "POST /clients/:client_id/rotation": exampleCreatedSecret(NEW_SECRET, api),
    });
    const page = await dashboard.openPage(`${PATH}?tab=test`);
    await button(page, "Rotate").click();
    expect(await page.getByRole("tab").allTextContents()).toEqual([
      "Secrets",
      "APIs & scopes",
      "Activity",
      "Usage",
      "Settings",
    ]);
    await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
    await page.getByText("Store your secret").waitFor();
    expect(await page.getByRole("dialog").getByRole("tab").count()).toBe(0);
    expect(await button(page, "Try it now").count()).toBe(0);
  });
});

describe("deleting a client", () => {
  test("takes its typed name, says when it was last used, and leads to the list", async () => {
    dashboard.changeAnswers({ "DELETE /clients/:client_id": undefined });
    const page = await dashboard.openPage(`${PATH}?tab=settings`);
    await button(page, "Delete client").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/It was last used 2 minutes ago \(\d{4}-/).waitFor();
    const confirm = dialog.getByRole("button", { name: "Delete client" });
    await dialog.getByRole("textbox").fill("Booking");
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole("textbox").fill(client.name);
    await confirm.click();
    await page.waitForURL(`${dashboard.url}/clients`);
    expect(dashboard.requests("DELETE /clients/:client_id").map(({ body }) => body)).toEqual([{ name: client.name }]);
  });
});

describe("a viewer", () => {
  test("sees the secrets' facts and can change nothing", async () => {
    dashboard.changeAnswers({ "GET /session": () => sessionAt(dashboard.url, SESSIONS.viewer) });
    const page = await dashboard.openPage(PATH);
    await page.getByText("Tokens issued").waitFor();
    expect(
      await page
        .getByRole("main")
        .getByRole("button", { name: /Rotate|Revoke|Edit|Add/ })
        .count(),
    ).toBe(0);
    await page.getByRole("tab", { name: "Settings" }).click();
    await page.waitForURL(`${dashboard.url}${PATH}?tab=settings`);
    await page.getByText("Your role lets you see this client, not change it.").waitFor();
  });
});
