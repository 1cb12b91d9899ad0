import type { AnswerOf, SessionState } from "@celitech-auth/contract";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { THEMES, type Theme, WIDTHS, type Width } from "../support/browser.ts";
import { expectNoAxeViolations } from "../support/expect-no-axe-violations.ts";
import { FakeProblem, provideBuiltDashboard } from "../support/serve-built-dashboard.ts";
import { takeScreenshot } from "../support/take-screenshot.ts";

type OneTimeLink = AnswerOf<"POST /links/inspect">;

const session: SessionState = {
  user: { id: "usr_1", name: "Ada Lovelace", email: "ada@example.com" },
  is_operator: false,
  memberships: [],
  session_id: "ses_1",
  expires_at: "2026-12-01T12:00:00.000Z",
  confirmed_until: "2026-11-24T12:15:00.000Z",
  has_passkey: true,
  has_password: false,
  service: {
    public_url: "http://localhost:4000",
    issuer: "http://localhost:4000",
    token_url: "http://localhost:4000/oauth2/token",
    default_audience: "https://api.celitech.net/v1",
    support_url: null,
    version: "0.1.0",
  },
};

const LINKS: Readonly<Record<string, OneTimeLink>> = {
  setup: {
    kind: "setup",
    organization_name: null,
    role: null,
    email: null,
    invited_by: null,
    expires_at: "2026-11-24T13:00:00.000Z",
  },
  invitation: {
    kind: "invitation",
    organization_name: "Meridian Travel",
    role: "developer",
    email: "grace@meridian.example",
    invited_by: "Ada Lovelace",
    expires_at: "2026-11-27T09:30:00.000Z",
  },
  sign_in: {
    kind: "sign_in",
    organization_name: null,
    role: null,
    email: "ada@example.com",
    invited_by: null,
    expires_at: "2026-11-24T12:15:00.000Z",
  },
};

const dashboard = provideBuiltDashboard({
  "GET /session": session,
  "POST /links/inspect": ({ body }) =>
    LINKS[body.token] ?? new FakeProblem("link_spent", "The link was used, ended or never existed."),
  "POST /links/password": {
    session,
    recovery_codes: Array.from({ length: 10 }, (_, index) => `K7MQ4-${index}R4XB-9TZDC-P2WNH`),
  },
  "POST /sign-in/password": new FakeProblem("sign_in_failed", "That did not work."),
});

interface View {
  readonly name: string;
  readonly path: string;
  readonly isSignedIn?: boolean;
  /** What to do until the view is there. */
  readonly reach: (page: Page) => Promise<void>;
}

const heading = (name: string) => async (page: Page) => page.getByRole("heading", { name }).waitFor();

async function createAccount(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Use a password instead" }).click();
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByLabel("E-mail address").fill("ada@example.com");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery staple");
  await page.getByRole("button", { name: "Create the account" }).click();
  await heading("Store your recovery codes")(page);
}

const VIEWS: readonly View[] = [
  { name: "passkey", path: "/sign-in", reach: heading("Sign in") },
  {
    name: "wrong-password",
    path: "/sign-in",
    async reach(page) {
      await page.getByRole("button", { name: "Use a password" }).click();
      await page.getByLabel("E-mail address").fill("ada@example.com");
      await page.getByLabel("Password", { exact: true }).fill("wrong");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.getByText("do not go together").waitFor();
    },
  },
  { name: "recovery-code", path: "/recover", reach: heading("Sign in with a recovery code") },
  { name: "setup", path: "/setup#token=setup", reach: heading("Set up the dashboard") },
  {
    name: "setup-errors",
    path: "/setup#token=setup",
    async reach(page) {
      await page.getByRole("button", { name: "Use a password instead" }).click();
      await page.getByRole("button", { name: "Create the account" }).click();
      await page.getByText("Type your name.").waitFor();
    },
  },
  { name: "recovery-codes", path: "/setup#token=setup", reach: createAccount },
  { name: "invitation", path: "/invitation#token=invitation", reach: heading("You are invited") },
  {
    name: "accept-invitation",
    path: "/invitation#token=invitation",
    isSignedIn: true,
    reach: async (page) => page.getByRole("button", { name: "Accept as Ada Lovelace" }).waitFor(),
  },
  { name: "spent-link", path: "/setup#token=used", reach: heading("This link works no more") },
  { name: "sign-in-link", path: "/sign-in-link#token=sign_in", reach: heading("Sign in by link") },
];

/** For looking at, every view in each theme at each width; to check, both of each are enough. */
const LOOKS: readonly { readonly theme: Theme; readonly width: Width }[] =
  process.env["SCREENSHOTS"] === "1"
    ? THEMES.flatMap((theme) => WIDTHS.map((width) => ({ theme, width })))
    : [
        { theme: "light", width: 1440 },
        { theme: "dark", width: 390 },
      ];

describe.each(LOOKS)("in the $theme theme, $width pixels wide", ({ theme, width }) => {
  test.each(VIEWS)("axe finds nothing on $name, and nothing is cut off", async (view) => {
    const page = await dashboard.openPage(view.path, { width, theme, isSignedIn: view.isSignedIn ?? false });
    await view.reach(page);
    await takeScreenshot(page, `sign-in-${view.name}-${width}-${theme}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.getByText("Trouble signing in?").click();
    await expectNoAxeViolations(page);
  });
});
