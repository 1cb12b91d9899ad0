import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { applyChange } from "../../../server/src/domain/administration/apply-change.ts";
import { createOneTimeLink, type LinkRequest } from "../../../server/src/domain/administration/create-one-time-link.ts";
import { isProblem } from "../../../server/src/domain/administration/outcome.ts";
import { linkUrl } from "../../../server/src/domain/people/one-time-link.ts";
import { signInAs, type TestRole } from "../../../server/test/support/admin-client.ts";
import { type RunningServer, startServer } from "../../../server/test/support/running-server.ts";
import { freePort } from "../../../server/test/support/server-process.ts";
import { type ContextOptions, provideBrowser } from "./browser.ts";
import { buildDashboard } from "./build-dashboard.ts";

export interface RealDashboard {
  readonly url: string;
  /** The server behind the pages, for what a test prepares or looks up there. */
  readonly server: RunningServer;
  /** A browser profile of its own; with a role, of someone new who is signed in and just confirmed it. */
  openContext(options?: ContextOptions & { readonly as?: TestRole }): Promise<BrowserContext>;
  openPage(path: string, options?: ContextOptions & { readonly as?: TestRole }): Promise<Page>;
  /** The path of a new one-time link, with its token. */
  newLink(request: LinkRequest): Promise<string>;
}

/** The real server with the built pages, on SQLite in this process, and a browser, for all tests of a file. */
export function provideRealDashboard(): RealDashboard {
  const browser = provideBrowser();
  let running: RunningServer | undefined;
  const server = () => {
    if (running === undefined) throw new Error("the server is not running yet");
    return running;
  };
  beforeAll(async () => {
    const dashboardFolder = buildDashboard();
    const port = await freePort();
    const environment = { PORT: String(port), ISSUER: `http://localhost:${port}` };
    running = await startServer("SQLite", { environment, port, dashboardFolder });
  });
  afterAll(async () => running?.stop());
  const openContext: RealDashboard["openContext"] = async ({ as, ...options } = {}) => {
    const context = await browser.openContext(options);
    if (as !== undefined) await addSession(context, server(), as);
    return context;
  };
  return {
    get url() {
      return server().config.publicUrl;
    },
    get server() {
      return server();
    },
    openContext,
    async openPage(path, options) {
      const page = await (await openContext(options)).newPage();
      await page.goto(server().config.publicUrl + path);
      return page;
    },
    newLink: (request) => makeLink(server(), request),
  };
}

async function addSession(context: BrowserContext, server: RunningServer, as: TestRole): Promise<void> {
  const { client } = await signInAs(server, as);
  const cookies = [...client.cookies].map(([name, value]) => ({ name, value, url: server.config.publicUrl }));
  await context.addCookies(cookies);
}

async function makeLink({ service, clock, config }: RunningServer, request: LinkRequest): Promise<string> {
  const { unitOfWork, tokenHasher } = service.administration;
  const created = await applyChange(unitOfWork, { actor: "test", now: clock.read() }, (change) =>
    createOneTimeLink(change, request, tokenHasher),
  );
  if (isProblem(created)) throw new Error(created.message);
  return linkUrl(config.publicUrl, created.link.purpose.kind, created.token).reveal().slice(config.publicUrl.length);
}
