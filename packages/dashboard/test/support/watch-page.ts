import type { ConsoleMessage, Page } from "playwright-core";

/** An answer of the API that refuses something is no error of the page; Chromium writes a line about it all the same. */
const REFUSAL = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** Collects errors and warnings of the console, uncaught errors, violations of the CSP and requests to other hosts. */
export function watchPage(page: Page, problems: string[]): void {
  page.on("console", (message) => {
    if (isProblem(message)) problems.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.stack ?? error.message}`));
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "localhost") problems.push(`request to ${hostname}`);
  });
}

function isProblem(message: ConsoleMessage): boolean {
  if (message.type() !== "error" && message.type() !== "warning") return false;
  return !(REFUSAL.test(message.text()) && new URL(message.location().url).pathname.startsWith("/api/"));
}
