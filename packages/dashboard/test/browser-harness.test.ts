import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { buildDashboard } from "./support/build-dashboard.ts";
import { exampleAnswers, SESSIONS, sessionAt } from "./support/example-answers.ts";
import { findAxeViolations } from "./support/expect-no-axe-violations.ts";
import { type BuiltDashboard, provideBuiltDashboard } from "./support/serve-built-dashboard.ts";
import { watchPage } from "./support/watch-page.ts";

const dashboard: BuiltDashboard = provideBuiltDashboard(exampleAnswers(() => dashboard.url));

/** The problems of a page on which they were planted. */
async function openWithPlanted(plant: string): Promise<readonly string[]> {
  const page = await dashboard.openPage("/sign-in", { isSignedIn: false, expectedProblems: /.*/ });
  const problems: string[] = [];
  watchPage(page, problems);
  await page.evaluate(plant);
  return problems;
}

test.each([
  [
    "a style that the content security policy forbids",
    `document.body.insertAdjacentHTML("beforeend", "<style>p { color: red }</style>")`,
    "Content Security Policy",
  ],
  [
    "a script that the content security policy forbids",
    `document.head.append(Object.assign(document.createElement("script"), { textContent: "1" }))`,
    "Content Security Policy",
  ],
  ["a line of the console", `console.error("planted")`, "console error: planted"],
  ["an error that nobody caught", `void setTimeout(() => { throw new Error("planted"); })`, "uncaught: Error: planted"],
  ["a request to another host", `void fetch("https://other.example/").catch(() => undefined)`, "other.example"],
])("the pages of the tests report %s", async (_, plant, problem) => {
  const problems = await openWithPlanted(plant);
  await expect.poll(() => problems.join("\n")).toContain(problem);
});

test("axe finds what it is to find, whatever the content security policy", async () => {
  const page = await dashboard.openPage("/sign-in", { isSignedIn: false });
  await page.evaluate(`document.body.append(document.createElement("input"))`);
  expect((await findAxeViolations(page)).join("\n")).toContain("Form elements must have labels");
});

test.each([
  { name: "the first page", path: "/", shown: "Create client" },
  { name: "the first page", path: "/clients", shown: "Nightly price import" },
  { name: "an operator's first page", path: "/", shown: "Overview", as: SESSIONS.operator },
  { name: "signing in", path: "/sign-in", shown: "Sign in with a passkey", isSignedIn: false },
])("$name loads at $path no more JavaScript than the limit that the build counts", async (one) => {
  const { name, path, shown, as = SESSIONS.developer, isSignedIn = true } = one;
  dashboard.changeAnswers({ "GET /session": () => sessionAt(dashboard.url, as) });
  const page = await dashboard.openPage(path, { isSignedIn });
  await page.getByText(shown).first().waitFor();
  await page.waitForLoadState("networkidle");
  const folder = buildDashboard();
  const limit = readLimit(folder, name);
  expect(await sumGzipped(page, folder)).toBeLessThanOrEqual(limit * 1_000);
});

function readLimit(folder: string, name: string): number {
  const sizes = JSON.parse(readFileSync(join(folder, "sizes.json"), "utf8")) as readonly {
    readonly name: string;
    readonly kilobytesMax: number;
  }[];
  return sizes.find((size) => size.name === name)?.kilobytesMax ?? 0;
}

/** Of the scripts that the page has loaded. */
async function sumGzipped(page: Page, folder: string): Promise<number> {
  const urls = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  const scripts = urls.map((url) => new URL(url).pathname).filter((path) => path.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(1);
  const sizes = scripts.map(
    (path) => statSync(join(folder, `${path}.gz`), { throwIfNoEntry: false }) ?? statSync(join(folder, path)),
  );
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
