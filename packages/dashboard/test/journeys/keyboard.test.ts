import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { newIdentifier } from "../../../server/src/domain/identifier.ts";
import { provideRealDashboard } from "../support/serve-real-dashboard.ts";

const dashboard = provideRealDashboard();

/** More stops than any page has. */
const TABS_MAX = 60;

/** What the keyboard is at, as a screen reader would name it, and whether it can be seen that it is. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    if (element === null || element === document.body) return { name: "", isVisible: false };
    const input = element as HTMLInputElement;
    const label = input.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? element.textContent ?? "";
    const { outlineStyle, boxShadow, borderColor } = getComputedStyle(element);
    return { name: label.trim(), isVisible: outlineStyle !== "none" || boxShadow !== "none" || borderColor !== "" };
  });

/** Goes on with Tab until the keyboard is at what has this name. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    const now = await focused(page);
    if (now.name !== "")
      expect({ name: now.name, isVisible: now.isVisible }).toEqual({ name: now.name, isVisible: true });
    if (typeof name === "string" ? now.name.replace(/\s*\*$/, "") === name : name.test(now.name)) return;
    seen.push(now.name);
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard never came to ${name}; it was at: ${seen.join(" | ")}`);
}

test("the keyboard alone is enough to create a client, store its secret, get a token, and delete the client", async () => {
  const organization = { id: newIdentifier("org"), name: "Nomad Mobile", createdAt: dashboard.server.clock.read() };
  await dashboard.server.service.administration.unitOfWork.transaction(({ organizations }) =>
    organizations.insert(organization),
  );
  const context = await dashboard.openContext({ as: { organizationId: organization.id, role: "developer" } });
  await context.clock.setFixedTime(dashboard.server.clock.read()); // the server's clock stands still
  const page = await context.newPage();
  await page.goto(`${dashboard.url}/clients`);
  await page.getByRole("heading", { name: "Clients", exact: true }).waitFor();

  await page.keyboard.press("Tab");
  expect((await focused(page)).name).toBe("Skip to the page");
  await page.keyboard.press("Enter");
  await tabTo(page, /^Create (client|your first client)$/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Create client" }).waitFor();
  await tabTo(page, "Name");
  await page.keyboard.type("Keyboard");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Client secret" }).waitFor();
  await tabTo(page, "Try it now");
  await page.keyboard.press("Enter");
  await tabTo(page, "Get a token");
  await page.keyboard.press("Enter");
  await dialog.getByText("Accepted", { exact: true }).waitFor();
  await tabTo(page, "I have stored it");
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });

  await page.waitForURL(/\/clients\/celitech_client_/);
  await tabTo(page, "Secrets");
  for (let steps = 0; steps < 8 && (await focused(page)).name !== "Settings"; steps += 1)
    await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await tabTo(page, "Delete client");
  await page.keyboard.press("Enter");
  await dialog.getByLabel(/Type/).waitFor();
  await tabTo(page, /^Type/);
  await page.keyboard.type("Keyboard");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${dashboard.url}/clients`);
  await page
    .getByText(/Create your first client|No client/i)
    .first()
    .waitFor();
}, 90_000);
