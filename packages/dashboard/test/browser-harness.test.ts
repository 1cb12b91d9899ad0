import { expect, test } from "vitest";
import { findAxeViolations } from "./support/expect-no-axe-violations.ts";
import { provideBuiltDashboard } from "./support/serve-built-dashboard.ts";
import { watchPage } from "./support/watch-page.ts";

const dashboard = provideBuiltDashboard({});

/** The problems of a page on which they were planted. */
async function openWithPlanted(plant: string): Promise<readonly string[]> {
  const page = await dashboard.openPage("/sign-in", { expectedProblems: /.*/ });
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
  const page = await dashboard.openPage("/sign-in");
  await page.evaluate(`document.body.append(document.createElement("input"))`);
  expect((await findAxeViolations(page)).join("\n")).toContain("Form elements must have labels");
});
