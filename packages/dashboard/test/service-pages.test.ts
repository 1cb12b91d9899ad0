import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { fixtureAnswers } from "./fixtures/fixture-answers.ts";
import { ahead } from "./fixtures/fixture-time.ts";
import { auditEvents, securityFindings, usageByRange } from "./fixtures/history.ts";
import { adminTokens, emptyOrganization, invitations, NOMAD, ownerSession, viewerSession } from "./fixtures/people.ts";
import { serviceState } from "./fixtures/service.ts";
import { findAxeViolations } from "./support/expect-no-axe-violations.ts";
import { FakeProblem, provideBuiltDashboard } from "./support/serve-built-dashboard.ts";

const dashboard = provideBuiltDashboard(fixtureAnswers);
const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: typeof name === "string" });
const field = (page: Page, label: string) => page.getByRole("dialog").getByLabel(label);
const [invitation] = invitations;
const [adminToken] = adminTokens;
const denied = auditEvents.find(({ action }) => action === "token.denied");
if (invitation === undefined || adminToken === undefined || denied === undefined)
  throw new Error("the fixtures are empty");

describe("members", () => {
  const LINK = "https://auth.celitech.net/join#token=one-time";

  it("are invited by a link that is shown once and has to be taken before the dialog closes", async () => {
    dashboard.changeAnswers({
      "GET /session": ownerSession,
      "POST /organizations/:organization_id/invitations": { invitation, link: LINK, notice: "shown once" },
    });
    const page = await dashboard.openPage("/members");
    await button(page, "Invite a member").click();
    await field(page, "E-mail address (optional)").fill("tomas@nomadmobile.example");
    await field(page, "Viewer").check();
    await button(page, "Make the link").click();
    await page.getByText(LINK).waitFor();
    expect(dashboard.requests("POST /organizations/:organization_id/invitations")[0]?.body).toEqual({
      email: "tomas@nomadmobile.example",
      role: "viewer",
    });
    await page.keyboard.press("Escape");
    expect(await button(page, "Done").isDisabled()).toBe(true);
    expect(await findAxeViolations(page)).toEqual([]);
    await page.getByLabel("I have stored the link").check();
    await button(page, "Done").click();
    await page.getByText(LINK).waitFor({ state: "detached" });
    expect(await page.content()).not.toContain("one-time");
  });

  it("are seen by viewers, who change nothing", async () => {
    dashboard.changeAnswers({ "GET /session": viewerSession });
    const page = await dashboard.openPage("/members");
    await page.getByText("Leila Haddad").waitFor();
    expect(await button(page, /Invite|Remove|Change the role/).count()).toBe(0);
    expect(dashboard.requests("GET /organizations/:organization_id/invitations")).toEqual([]);
  });

  it("keep their last owner, and the dialog says why", async () => {
    const reason = "Jonas Lindqvist is the last owner: make someone else an owner first.";
    dashboard.changeAnswers({
      "GET /session": ownerSession,
      "DELETE /organizations/:organization_id/members/:user_id": new FakeProblem("conflict", reason),
    });
    const page = await dashboard.openPage("/members");
    await button(page, "Remove Jonas Lindqvist").click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByRole("alert").getByText(reason).waitFor();
    await button(page, "Cancel").click();
    await expect.poll(() => focusedLabel(page)).toBe("Remove Jonas Lindqvist");
  });
});

describe("invitations", () => {
  it("are withdrawn, and the keyboard stays in the page", async () => {
    const open = new Set(invitations);
    dashboard.changeAnswers({
      "GET /session": ownerSession,
      "GET /organizations/:organization_id/invitations": () => ({ items: [...open], next_cursor: null }),
      "DELETE /organizations/:organization_id/invitations/:invitation_id": () => {
        open.delete(invitation);
        return undefined;
      },
    });
    const page = await dashboard.openPage("/members");
    await button(page, "Withdraw the invitation for tomas@nomadmobile.example").click();
    await button(page, "Withdraw").click();
    await page.getByText("tomas@nomadmobile.example").waitFor({ state: "detached" });
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => page.evaluate("document.activeElement?.id")).toBe("main");
  });
});

describe("partners", () => {
  it("are searched by what stands in the address", async () => {
    const page = await dashboard.openPage("/partners?search=road");
    await page.getByText("No partner is called “road”").waitFor();
    await page.getByLabel("Search by name").fill("roam");
    await page.getByText("Roamly Travel GmbH").waitFor();
    expect(new URL(page.url()).search).toBe("?search=roam");
  });

  it("show what the API says of a field at the field", async () => {
    const message = "is taken: choose another one";
    dashboard.changeAnswers({
      "POST /organizations": new FakeProblem("invalid", `name: ${message}`, [{ field: "name", message }]),
    });
    const page = await dashboard.openPage("/partners");
    await button(page, "Add a partner").click();
    await field(page, "Name").fill("Nomad Mobile");
    await button(page, "Add").click();
    await page.getByText(message).waitFor();
    expect(await field(page, "Name").getAttribute("aria-invalid")).toBe("true");
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("are removed only without clients, and after their name was typed", async () => {
    dashboard.changeAnswers({ "DELETE /organizations/:organization_id": undefined });
    const full = await dashboard.openPage(`/partners/${NOMAD}`);
    await button(full, "Remove").click();
    await full.getByText("Nomad Mobile has 4 clients.").waitFor();
    const page = await dashboard.openPage(`/partners/${emptyOrganization.id}`);
    await button(page, "Remove").click();
    expect(await button(page, "Remove the partner").isDisabled()).toBe(true);
    await page.getByRole("dialog").getByRole("textbox").fill(emptyOrganization.name);
    await button(page, "Remove the partner").click();
    await page.waitForURL("**/partners");
    expect(dashboard.requests("DELETE /organizations/:organization_id")).toHaveLength(1);
  });
});

describe("signing keys", () => {
  it("are removed in an emergency only after it was typed, with what breaks in view", async () => {
    dashboard.changeAnswers({ "POST /signing-keys/rotate": { items: [] } });
    const page = await dashboard.openPage("/signing-keys");
    await button(page, "Emergency: remove the ES256 key").click();
    await page.getByText("Every ES256 token that is out there ends.").waitFor();
    const remove = button(page, "Remove the key now");
    expect(await remove.isDisabled()).toBe(true);
    expect(await findAxeViolations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect.poll(() => focusedLabel(page)).toBe("Emergency: remove the ES256 key");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("textbox").fill("remove ES256");
    await remove.click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const [request] = dashboard.requests("POST /signing-keys/rotate");
    expect(request?.body).toEqual({ algorithm: "ES256", is_emergency: true });
  });
});

describe("the audit log", () => {
  it("asks for what stands in its address, exports the same, and loads older entries", async () => {
    dashboard.changeAnswers({
      "GET /audit-events": ({ query }) => ({
        items: query.cursor === "older" ? auditEvents.slice(5) : auditEvents.slice(0, 5),
        next_cursor: query.cursor === "older" ? null : "older",
      }),
    });
    const page = await dashboard.openPage(`/audit-log?organization=${NOMAD}&action=client.&since=2026-11-01`);
    await page.getByText("created the client").waitFor();
    const asked = { organization_id: NOMAD, action: "client.", since: "2026-11-01T00:00:00.000Z" };
    expect(dashboard.requests("GET /audit-events")[0]?.query).toEqual(asked);
    await button(page, "Load older").click();
    await page.getByText("disabled the client").waitFor();
    expect(await button(page, "Load older").count()).toBe(0);
    await button(page, "Export").click();
    const href = await page.getByRole("menuitem", { name: /CSV/ }).getAttribute("href");
    const link = new URL(href ?? "", dashboard.url);
    expect(link.pathname).toBe("/api/v1/audit-events/export");
    expect(Object.fromEntries(link.searchParams)).toEqual({ ...asked, format: "csv" });
    await page.keyboard.press("Escape");
    await button(page, "Clear filters").click();
    await expect.poll(() => new URL(page.url()).search).toBe("");
    await expect.poll(() => dashboard.requests("GET /audit-events").at(-1)?.query).toEqual({});
  });

  it("is narrowed step by step, and the back button takes each step back", async () => {
    const page = await dashboard.openPage(`/audit-log?organization=${NOMAD}`);
    await page.getByRole("combobox", { name: "Action" }).click();
    await page.getByRole("option", { name: "Clients: all" }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get("action")).toBe("client.");
    await page.getByLabel("From", { exact: true }).fill("2026-11-01");
    await page.getByLabel("From", { exact: true }).fill("2026-11-02");
    await expect.poll(() => new URL(page.url()).searchParams.get("since")).toBe("2026-11-02");
    await page.goBack();
    expect(new URL(page.url()).search).toBe(`?organization=${NOMAD}&action=client.`);
    await expect.poll(() => page.getByLabel("From", { exact: true }).inputValue()).toBe("");
    await page.goBack();
    expect(new URL(page.url()).search).toBe(`?organization=${NOMAD}`);
  });

  it("says of denials that were counted together that they came from many addresses, for various reasons", async () => {
    const gathered = {
      ...denied,
      subject: { id: "", name: null },
      address: null,
      details: { reason: "various", count: 9_000 },
    };
    dashboard.changeAnswers({ "GET /audit-events": { items: [gathered], next_cursor: null } });
    const page = await dashboard.openPage("/audit-log");
    await button(page, /refused a token to an unknown client 9,000 times: various reasons/).click();
    await page.getByText("many addresses").waitFor();
  });

  it("opens an entry to show what was before and after, and leads to all about its subject", async () => {
    const page = await dashboard.openPage("/audit-log");
    const row = button(page, /changed the role of/);
    await row.focus();
    await page.keyboard.press("Enter");
    const table = page.getByRole("table");
    expect(await table.getByRole("row").nth(1).innerText()).toMatch(/role\s+viewer\s+developer/);
    expect(await findAxeViolations(page)).toEqual([]);
    await page.getByRole("link", { name: "All about this subject" }).click();
    await expect.poll(() => dashboard.requests("GET /audit-events").at(-1)?.query).toEqual({ subject_id: "usr_leila" });
  });
});

describe("usage", () => {
  it("has its numbers in a table for screen readers, which everyone can see", async () => {
    const page = await dashboard.openPage("/usage?range=30d");
    await page.getByRole("img", { name: /Bar chart/ }).waitFor();
    const rows = page.getByRole("table", { name: /last 30 days/ }).getByRole("row");
    expect(await rows.count()).toBe(121);
    const newest = usageByRange["30d"].buckets.at(-1);
    expect(await rows.nth(1).innerText()).toContain(newest?.issued.toLocaleString("en"));
    await button(page, "Show as table").click();
    expect(await rows.count()).toBe(121);
    await page.getByText("24 hours", { exact: true }).click();
    await expect.poll(() => new URL(page.url()).search).toContain("range=24h");
    await expect.poll(() => dashboard.requests("GET /usage").at(-1)?.query).toEqual({ range: "24h" });
    await button(page, "Show as chart").click();
    await page.getByRole("img", { name: /last 24 hours/ }).hover();
    await page.getByText(/\d+ issued/).waitFor();
  });
});

describe("security", () => {
  it("does not say that it has counted what is not loaded", async () => {
    const items = securityFindings.filter(({ kind }) => kind !== "secret_never_expires");
    dashboard.changeAnswers({ "GET /security-findings": { items, next_cursor: "more" } });
    const page = await dashboard.openPage("/security");
    await page.getByText("2+", { exact: true }).waitFor();
    expect(await page.getByText("1", { exact: true }).count()).toBe(3);
  });
});

describe("the activity of a client", () => {
  const PATH = "/clients/celitech_client_1?tab=activity";

  it("tells operators why a request was denied, and is narrowed by its address", async () => {
    const page = await dashboard.openPage(`${PATH}&outcome=denied`);
    await page.getByText("Wrong secret").waitFor();
    expect(dashboard.requests("GET /clients/:client_id/activity")[0]?.query).toEqual({ outcome: "denied" });
    await page.getByText("All", { exact: true }).click();
    await expect.poll(() => dashboard.requests("GET /clients/:client_id/activity").at(-1)?.query).toEqual({});
  });

  it("has no reasons for a partner's people", async () => {
    dashboard.changeAnswers({ "GET /session": ownerSession });
    const page = await dashboard.openPage(PATH);
    await page.getByText("Why a request was denied is told to operators only").waitFor();
    await page.getByText("python-requests").waitFor();
    expect(await page.getByRole("columnheader", { name: "Reason" }).count()).toBe(0);
  });
});

describe("admin tokens", () => {
  it("need a scope, and are shown once with how to send them", async () => {
    dashboard.changeAnswers({
      "POST /admin-tokens": { admin_token: adminToken, token: "celitech_admin_secret", notice: "shown once" },
    });
    const page = await dashboard.openPage("/admin-tokens");
    await button(page, "Create a token").click();
    await field(page, "Name").fill("Nightly rotation");
    await button(page, "Create").click();
    await page.getByText("Choose at least one").waitFor();
    await field(page, "clients:write").check();
    await button(page, "Create").click();
    await page.getByText("celitech_admin_secret").waitFor();
    await page.getByText("Authorization: Bearer").waitFor();
    const [request] = dashboard.requests("POST /admin-tokens");
    expect(request?.body).toMatchObject({ name: "Nightly rotation", organization_id: null, scopes: ["clients:write"] });
    expect(request?.body.expires_at).toBe(`${ahead(90, "d").slice(0, 10)}T23:59:59Z`);
    await button(page, "Copy token").click();
    await button(page, "Done").click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.content()).not.toContain("celitech_admin_secret");
  });
});

describe("states", () => {
  it("of nothing to do and of nothing there say so", async () => {
    const nothing = { items: [], next_cursor: null };
    dashboard.changeAnswers({
      "GET /security-findings": nothing,
      "GET /audit-events": nothing,
      "GET /admin-tokens": nothing,
      "GET /organizations": nothing,
    });
    const page = await dashboard.openPage("/security");
    await page.getByText("All clear").waitFor();
    for (const [path, text] of [
      ["/audit-log", "Nothing happened yet"],
      ["/admin-tokens", "No admin tokens"],
      ["/partners", "Add your first partner"],
    ]) {
      await page.goto(`${dashboard.url}${path}`);
      await page.getByText(text ?? "").waitFor();
      expect(await findAxeViolations(page)).toEqual([]);
    }
  });

  it("of a failure offer another try", async () => {
    let isAway = true;
    dashboard.changeAnswers({
      "GET /resources": () =>
        isAway ? new FakeProblem("not_found", "It is not there.") : { items: [], next_cursor: null },
    });
    const page = await dashboard.openPage("/apis");
    await page.getByText("It is not there.").waitFor();
    isAway = false;
    await button(page, "Try again").click();
    await page.getByText("There is no API yet").waitFor();
  });

  it("of a database that is away are told by the service's page", async () => {
    dashboard.changeAnswers({ "GET /service": { ...serviceState, is_database_reachable: false } });
    const page = await dashboard.openPage("/service");
    await page.getByText("Database away").waitFor();
    await page.getByText("The database cannot be reached").waitFor();
    await page.getByText(`npx celitech-auth audit verify --head ${serviceState.audit.head}`).waitFor();
    expect(await findAxeViolations(page)).toEqual([]);
  });
});

async function focusedLabel(page: Page): Promise<unknown> {
  return page.evaluate("document.activeElement?.getAttribute('aria-label')");
}
