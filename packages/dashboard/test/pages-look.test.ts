import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { THEMES, type Theme, WIDTHS, type Width } from "./support/browser.ts";
import {
  EXAMPLE_TOKEN,
  exampleAnswers,
  exampleClient,
  exampleClients,
  exampleCreatedSecret,
  exampleSecret,
  SESSIONS,
  sessionAt,
} from "./support/example-answers.ts";
import { expectNoAxeViolations } from "./support/expect-no-axe-violations.ts";
import { type BuiltDashboard, type FakeAnswers, provideBuiltDashboard } from "./support/serve-built-dashboard.ts";
import { takeScreenshot } from "./support/take-screenshot.ts";

const dashboard: BuiltDashboard = provideBuiltDashboard(exampleAnswers(() => dashboard.url));

interface Look {
  readonly name: string;
  readonly path: string;
  /** Text that is there once the page is. */
  readonly shows: string;
  readonly answers?: () => FakeAnswers;
  readonly act?: (page: Page) => Promise<void>;
  /** Default: all. */
  readonly widths?: readonly Width[];
}

const [plain, rotating] = exampleClients();
const SECRET = "celitech_secret_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
const operator = (): FakeAnswers => ({ "GET /session": sessionAt(dashboard.url, SESSIONS.operator) });
const inTwo = (): FakeAnswers => ({ "GET /session": sessionAt(dashboard.url, SESSIONS.inTwo) });
const nothing = (): FakeAnswers => ({ "GET /clients": { items: [], next_cursor: null } });

const LOOKS: readonly Look[] = [
  { name: "home", path: "/", shows: "First steps", answers: halfway },
  { name: "home-empty", path: "/", shows: "Create your first client", answers: nothing },
  { name: "home-operator", path: "/", shows: "Tokens in the last hour", answers: operator },
  { name: "clients", path: "/clients", shows: "Nightly price import" },
  { name: "clients-empty", path: "/clients", shows: "Create your first client", answers: nothing },
  { name: "clients-operator", path: "/clients", shows: "Nightly price import", answers: operator, act: seePartners },
  {
    name: "home-two-partners",
    path: "/",
    shows: "Hello, Ann Example",
    answers: inTwo,
    act: seeSwitch,
    widths: [1440],
  },
  {
    name: "home-two-partners",
    path: "/",
    shows: "Hello, Ann Example",
    answers: inTwo,
    act: seeSwitch,
    widths: [390],
  },
  { name: "create-client", path: "/clients/new", shows: "APIs and scopes" },
  { name: "client-secrets", path: `/clients/${plain?.id}`, shows: "Tokens issued" },
  { name: "client-rotation", path: `/clients/${rotating?.id}`, shows: "has gone quiet" },
  { name: "client-access", path: `/clients/${plain?.id}?tab=access`, shows: "refunds:write" },
  { name: "client-code", path: `/clients/${plain?.id}?tab=code&language=typescript`, shows: "npm install" },
  { name: "client-settings", path: `/clients/${plain?.id}?tab=settings`, shows: "Delete client" },
  { name: "client-test", path: `/clients/${plain?.id}?tab=test`, shows: "The same on the command line", act: getToken },
  { name: "rotate", path: `/clients/${plain?.id}`, shows: "Tokens issued", act: openRotation },
  { name: "secret", path: "/clients/new", shows: "APIs and scopes", act: createClient, answers: creation },
  { name: "navigation", path: "/clients", shows: "Nightly price import", act: openNavigation, widths: [1440] },
  { name: "navigation", path: "/clients", shows: "Nightly price import", act: openNavigation, widths: [390] },
  { name: "delete", path: `/clients/${plain?.id}?tab=settings`, shows: "Delete client", act: openDeletion },
];

/** Someone who has tried the secret in the test panel, and nothing else yet. */
function halfway(): FakeAnswers {
  const secret = exampleSecret({ last_used_user_agent: "Mozilla/5.0 (Macintosh) Chrome/153.0 Safari/537.36" });
  return { "GET /clients": { items: [exampleClient({ secrets: [secret] })], next_cursor: null } };
}

function creation(): FakeAnswers {
  return { "POST /clients": exampleCreatedSecret(SECRET) };
}

async function seePartners(page: Page): Promise<void> {
  await page.getByPlaceholder("All partners").waitFor();
}

async function getToken(page: Page): Promise<void> {
  await page.route("**/oauth2/token", (route) => route.fulfill({ json: EXAMPLE_TOKEN }));
  await page.getByLabel("Client secret").fill(SECRET);
  await page.getByRole("button", { name: "Get a token" }).click();
  await page.getByText("Accepted").waitFor();
}

async function openRotation(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  await page.getByText("goes on for 24 hours").waitFor();
}

async function createClient(page: Page): Promise<void> {
  await page.getByLabel("Name").fill("Booking backend");
  await page.getByRole("button", { name: "Create client" }).click();
  await page.getByRole("dialog").getByText("Store your secret").waitFor();
}

async function openSidebar(page: Page): Promise<void> {
  const burger = page.getByRole("button", { name: "Open navigation" });
  if (await burger.isVisible()) await burger.click();
  await page.getByRole("navigation", { name: "Main" }).last().waitFor();
}

async function seeSwitch(page: Page): Promise<void> {
  await openSidebar(page);
  await page.getByRole("combobox", { name: "Partner" }).last().waitFor();
}

async function openNavigation(page: Page): Promise<void> {
  await openSidebar(page);
  await page.getByRole("button", { name: /Account menu/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
}

async function openDeletion(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Delete client" }).click();
  await page.getByText("It was last used").waitFor();
}

/** Until the page has taken on its new colours: those that were just painted are not all of them yet. */
async function settle(page: Page, theme: Theme): Promise<void> {
  await page.locator(`html[data-mantine-color-scheme=${theme}]`).waitFor({ state: "attached" });
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 50)))),
  );
}

/** Pictures are made of every width in both themes; the rules are checked in each width and each theme once. */
const isChecked = (width: Width, theme: Theme) => (width === 390) === (theme === "dark");

async function look({ name, path, shows, answers, act, widths = WIDTHS }: Look): Promise<void> {
  dashboard.changeAnswers(answers?.() ?? {});
  const page = await dashboard.openPage(path, { width: widths[0] ?? 1440 });
  await page.getByText(shows).first().waitFor();
  await act?.(page);
  for (const width of widths)
    for (const theme of THEMES) {
      if (!isChecked(width, theme) && process.env["SCREENSHOTS"] !== "1") continue;
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await settle(page, theme);
      await takeScreenshot(page, `${name}-${width}-${theme}`);
      await expectNoAxeViolations(page);
    }
}

test.each(LOOKS)("$name has no violation of WCAG 2.2 AA, wide and narrow, light and dark", look);

test("to people who asked for less motion, every colour of a theme is there at once", async () => {
  dashboard.changeAnswers({});
  const page = await dashboard.openPage("/clients", { width: 1440 });
  await page.getByText("Nightly price import").first().waitFor();
  await page.emulateMedia({ reducedMotion: "reduce" });
  const [atOnce, later] = await page.evaluate(async () => {
    const colors = () => [...document.querySelectorAll("body *")].map((element) => getComputedStyle(element).color);
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    document.documentElement.dataset["mantineColorScheme"] = "dark";
    const first = colors();
    for (let count = 0; count < 60; count += 1) await frame();
    const last = colors();
    return [first, last].map((all) => [...new Set(all)].sort());
  });
  expect(atOnce).toEqual(later);
});
