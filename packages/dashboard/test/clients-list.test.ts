import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { exampleAnswers, exampleClients, SESSIONS, sessionAt } from "./support/example-answers.ts";
import { type BuiltDashboard, FakeProblem, provideBuiltDashboard } from "./support/serve-built-dashboard.ts";

const dashboard: BuiltDashboard = provideBuiltDashboard(exampleAnswers(() => dashboard.url));

const search = (page: Page) => page.getByRole("searchbox", { name: "Search clients" });
const isAt = (page: Page, path: string) => page.waitForURL(dashboard.url + path);
const lastQuery = () => dashboard.requests("GET /clients").at(-1)?.query;

describe("the list of clients", () => {
  test("keeps search, filter and order in the address, and the back button brings each back", async () => {
    const page = await dashboard.openPage("/clients");
    await search(page).fill("gate");
    await isAt(page, "/clients?search=gate");
    await page.getByText("Disabled", { exact: true }).first().click();
    await isAt(page, "/clients?search=gate&status=disabled");
    await page.getByRole("button", { name: "Last used" }).click();
    await isAt(page, "/clients?search=gate&status=disabled&sort=-last_used_at");
    await expect.poll(lastQuery).toMatchObject({ search: "gate", status: "disabled", sort: "-last_used_at" });
    expect(await page.getByRole("columnheader", { name: "Last used" }).getAttribute("aria-sort")).toBe("descending");
    await page.goBack();
    await isAt(page, "/clients?search=gate&status=disabled");
    await page.goBack();
    await isAt(page, "/clients?search=gate");
    expect(await page.getByRole("radio", { name: "All" }).isChecked()).toBe(true);
    await page.goBack();
    await isAt(page, "/clients");
    await expect.poll(() => search(page).inputValue()).toBe("");
  });

  test("takes nothing away from what is typed after a pause", async () => {
    const page = await dashboard.openPage("/clients");
    await search(page).pressSequentially("gate ");
    await isAt(page, "/clients?search=gate");
    await search(page).pressSequentially("way");
    await isAt(page, "/clients?search=gate+way");
    expect(await search(page).inputValue()).toBe("gate way");
  });

  test("comes back as it was from a client's page", async () => {
    const page = await dashboard.openPage("/clients?search=night&sort=name");
    await page.getByRole("link", { name: "Nightly price import" }).click();
    await page.getByRole("heading", { level: 1, name: "Nightly price import" }).waitFor();
    await page.goBack();
    await isAt(page, "/clients?search=night&sort=name");
    await expect.poll(() => search(page).inputValue()).toBe("night");
  });

  test("turns pages by the address, and starts anew when something is searched", async () => {
    dashboard.changeAnswers({
      "GET /clients": ({ query }) => {
        const isSecond = (query as { cursor?: string }).cursor === "page-2";
        return {
          items: exampleClients().slice(isSecond ? 3 : 0, isSecond ? 5 : 3),
          next_cursor: isSecond ? null : "page-2",
        };
      },
    });
    const page = await dashboard.openPage("/clients");
    await page.getByRole("button", { name: "Next page" }).click();
    await isAt(page, "/clients?cursor=page-2");
    await page.getByText("Old shop").waitFor();
    expect(await page.getByRole("button", { name: "Next page" }).isDisabled()).toBe(true);
    await page.goBack();
    await page.getByText("Mobile gateway").waitFor();
    await page.goForward();
    await page.getByText("Old shop").waitFor();
    await search(page).fill("x");
    await isAt(page, "/clients?search=x");
  });

  test("tells absolute times in UTC to who points or tabs to a relative one", async () => {
    const page = await dashboard.openPage("/clients");
    await page
      .getByRole("row", { name: /Nightly/ })
      .locator("time")
      .first()
      .focus();
    await page
      .getByRole("tooltip")
      .getByText(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/)
      .waitFor();
  });

  test("says so when nothing matches, and takes the filters away", async () => {
    dashboard.changeAnswers({ "GET /clients": { items: [], next_cursor: null } });
    const page = await dashboard.openPage("/clients?search=nobody&status=disabled");
    await page.getByText("No client matches").waitFor();
    await page.getByRole("button", { name: "Clear search and filters" }).click();
    await isAt(page, "/clients");
    await page.getByRole("heading", { name: "Create your first client" }).waitFor();
  });

  test("gives an operator the command that makes the first client", async () => {
    dashboard.changeAnswers({
      "GET /session": () => sessionAt(dashboard.url, SESSIONS.operator),
      "GET /clients": { items: [], next_cursor: null },
    });
    const page = await dashboard.openPage("/clients");
    await page.getByText('npx celitech-auth clients create --name "My application"').waitFor();
  });

  test("says what failed, and tries again when asked", async () => {
    dashboard.changeAnswers({ "GET /clients": new FakeProblem("forbidden", "Ask an owner for the role of a viewer.") });
    const page = await dashboard.openPage("/clients");
    await page.getByText("Ask an owner for the role of a viewer.").waitFor();
    dashboard.changeAnswers({ "GET /clients": { items: [...exampleClients()], next_cursor: null } });
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Nightly price import").waitFor();
  });

  test("is narrowed to a partner in one place: by the sidebar, or by the filter of the page", async () => {
    dashboard.changeAnswers({ "GET /session": () => sessionAt(dashboard.url, SESSIONS.inTwo) });
    const page = await dashboard.openPage("/clients");
    const filter = page.getByPlaceholder("All partners");
    await filter.waitFor();
    await page.locator("header + div").getByRole("combobox", { name: "Partner" }).click();
    await page.getByRole("option", { name: "Globex" }).click();
    await filter.waitFor({ state: "detached" });
    await expect.poll(lastQuery).toMatchObject({ organization_id: "org_globex" });
  });

  test("offers a viewer nothing to create", async () => {
    dashboard.changeAnswers({ "GET /session": () => sessionAt(dashboard.url, SESSIONS.viewer) });
    const page = await dashboard.openPage("/clients");
    await page.getByText("Nightly price import").waitFor();
    expect(await page.getByRole("link", { name: /Create/ }).count()).toBe(0);
  });

  test("leads to signing in when the session has ended, with the way back in the address", async () => {
    dashboard.changeAnswers({ "GET /clients": new FakeProblem("not_signed_in", "Sign in.") });
    const page = await dashboard.openPage("/clients?search=gate");
    await page.waitForURL(`${dashboard.url}/sign-in?to=${encodeURIComponent("/clients?search=gate")}`);
  });

  test("is reached by keyboard past the navigation, and its rows open with Enter", async () => {
    const page = await dashboard.openPage("/clients");
    await page.getByText("Nightly price import").waitFor();
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    expect(await focused.textContent()).toBe("Skip to the page");
    await page.keyboard.press("Enter");
    await expect.poll(() => focused.getAttribute("id")).toBe("main");
    await page.keyboard.press("Tab");
    expect(await focused.textContent()).toBe("Create client");
    expect(await focused.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe("solid");
    for (let presses = 0; presses < 12 && (await focused.textContent()) !== "Booking backend, production"; presses += 1)
      await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Booking backend, production" }).waitFor();
    expect(await page.title()).toBe("Booking backend, production · CELITECH Auth");
  });
});
