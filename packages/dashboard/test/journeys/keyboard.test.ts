import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { newIdentifier } from "../../../server/src/domain/identifier.ts";
import { provideRealDashboard } from "../support/serve-real-dashboard.ts";

const dashboard = provideRealDashboard();

/** More stops than any page has. */
const TABS_MAX = 60;

/** What the keyboard is at, as a screen reader would name it, and whether it is seen that it is: it, or what stands beside it, is drawn as nothing without the focus is. */
const focused = (page: Page) =>
  page.evaluate(async () => {
    const element = document.activeElement;
    const parent = element?.parentElement;
    // What Tab does not stop at, such as the page itself after the link that skips to it, needs no ring.
    if (!(element instanceof HTMLElement) || element.tabIndex < 0 || !parent) return { name: "", isVisible: false };
    const label = (element as HTMLInputElement).labels?.[0]?.textContent;
    const name = label ?? element.getAttribute("aria-label") ?? element.textContent ?? "";
    const look = (part: Element) => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor } = getComputedStyle(part);
      const outline = outlineStyle === "none" || outlineWidth === "0px" ? "none" : outlineColor;
      return JSON.stringify([outline, boxShadow, borderColor]);
    };
    // Also where motion is reduced, a border takes a moment to change.
    await Promise.allSettled(parent.getAnimations({ subtree: true }).map(({ finished }) => finished));
    if (document.activeElement !== element) return { name: "", isVisible: false };
    const drawn = [...parent.children].map(look);
    // A copy is never focused. Its inputs belong to no group, which would let go of the one that is checked.
    const copy = parent.cloneNode(true) as HTMLElement;
    for (const input of copy.querySelectorAll("[name]")) input.removeAttribute("name");
    parent.after(copy);
    const without = [...copy.children].map(look);
    copy.remove();
    return { name: name.trim(), isVisible: drawn.some((part, index) => part !== without[index]) };
  });

/** Goes on with Tab until the keyboard is at what has this name. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    const now = await focused(page);
    if (now.name !== "") expect(now).toEqual({ name: now.name, isVisible: true });
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
