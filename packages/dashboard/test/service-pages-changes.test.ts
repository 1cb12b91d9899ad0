import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { fixtureAnswers } from "./fixtures/fixture-answers.ts";
import {
  account,
  adminTokens,
  emptyOrganization,
  members,
  organizations,
  ownerSession,
  sessions,
} from "./fixtures/people.ts";
import { FakeProblem, provideBuiltDashboard } from "./support/serve-built-dashboard.ts";

const dashboard = provideBuiltDashboard(fixtureAnswers);
const inDialog = (page: Page, name: string) => page.getByRole("dialog").getByRole("button", { name, exact: true });
const [adminToken] = adminTokens;
const [current, other] = sessions;
const [owner] = members;
if (adminToken === undefined || current === undefined || other === undefined || owner === undefined)
  throw new Error("the fixtures are empty");

describe("a change is seen where else it shows", () => {
  it("of the password: the other sessions are gone", async () => {
    let isChanged = false;
    dashboard.changeAnswers({
      "GET /sessions": () => ({ items: isChanged ? [current] : [...sessions] }),
      "PUT /account/password": () => {
        isChanged = true;
        return account;
      },
    });
    const page = await dashboard.openPage("/account");
    await page.getByText(other.address).waitFor();
    await page.getByRole("button", { name: "Change the password" }).click();
    await page.getByLabel("New password").fill("correct horse battery");
    await page.getByLabel("The same once more").fill("correct horse battery");
    await page.getByRole("button", { name: "Set the password" }).click();
    await page.getByText("The password is set. Your other sessions have ended.").waitFor();
    await page.getByText(other.address).waitFor({ state: "detached" });
    expect(dashboard.requests("PUT /account/password")[0]?.body).toEqual({ password: "correct horse battery" });
  });

  it("of a partner: a removed one is in no list", async () => {
    const left = new Set(organizations);
    dashboard.changeAnswers({
      "GET /organizations": () => ({ items: [...left], next_cursor: null }),
      "DELETE /organizations/:organization_id": () => {
        left.delete(emptyOrganization);
        return undefined;
      },
    });
    const page = await dashboard.openPage("/partners");
    await page.getByRole("link", { name: emptyOrganization.name }).click();
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill(emptyOrganization.name);
    await inDialog(page, "Remove the partner").click();
    await page.waitForURL("**/partners");
    await page.getByRole("link", { name: "Roamly Travel GmbH" }).waitFor();
    await page.getByText(emptyOrganization.name).waitFor({ state: "detached" });
  });

  it("of a partner that somebody else changed: the next try is based on what is there now", async () => {
    const problem = new FakeProblem("changed_meanwhile", "somebody else changed it");
    dashboard.changeAnswers({ "DELETE /organizations/:organization_id": problem });
    const page = await dashboard.openPage(`/partners/${emptyOrganization.id}`);
    await page.getByRole("button", { name: "Remove" }).click();
    const renamed = { ...emptyOrganization, name: "Viaggio" };
    dashboard.changeAnswers({ "GET /organizations/:organization_id": renamed });
    await page.getByRole("dialog").getByRole("textbox").fill(emptyOrganization.name);
    await inDialog(page, "Remove the partner").click();
    await page.getByRole("alert").getByText("Somebody else changed it").waitFor();
    await page.getByRole("dialog", { name: "Remove Viaggio" }).waitFor();
  });

  it("of one’s own role: what one may no longer do is offered no more", async () => {
    const session = { ...ownerSession, user: { ...ownerSession.user, id: owner.user_id } };
    const [membership] = ownerSession.memberships;
    if (membership === undefined) throw new Error("the fixtures are empty");
    let role: "owner" | "viewer" = "owner";
    dashboard.changeAnswers({
      "GET /session": () => ({ ...session, memberships: [{ ...membership, role }] }),
      "PATCH /organizations/:organization_id/members/:user_id": ({ body }) => {
        role = "viewer";
        return { ...owner, ...body };
      },
    });
    const page = await dashboard.openPage("/members");
    await page.getByRole("button", { name: `Change the role of ${owner.name}` }).click();
    await page.getByLabel("Viewer").check();
    await inDialog(page, "Change role").click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => page.getByRole("button", { name: "Invite a member" }).count()).toBe(0);
  });
});

describe("ending all other sessions", () => {
  it("goes on past one that has ended by itself", async () => {
    const third = { ...other, id: "ses_0193efcc", address: "203.0.113.200" };
    const open = new Set([current, other, third]);
    dashboard.changeAnswers({
      "GET /sessions": () => ({ items: [...open] }),
      "DELETE /sessions/:session_id": ({ params }) => {
        const asked = params.session_id === third.id ? third : other;
        open.delete(asked);
        return asked === other ? new FakeProblem("not_found", "there is no such session") : undefined;
      },
    });
    const page = await dashboard.openPage("/account");
    await page.getByRole("button", { name: "End all others" }).click();
    await inDialog(page, "End them").click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByText(third.address).waitFor({ state: "detached" });
    const ended = dashboard.requests("DELETE /sessions/:session_id").map(({ params }) => params.session_id);
    expect(ended).toEqual([other.id, third.id]);
  });
});

describe("a token that was shown before", () => {
  it("is not said to be shown now, and the dialog closes as any other", async () => {
    dashboard.changeAnswers({ "POST /admin-tokens": { admin_token: adminToken, token: null, notice: "shown before" } });
    const page = await dashboard.openPage("/admin-tokens");
    await page.getByRole("button", { name: "Create a token" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Nightly rotation");
    await page.getByLabel("clients:write").check();
    await inDialog(page, "Create").click();
    await page.getByText("The token was shown before. Revoke it and create a new one.").waitFor();
    expect(await page.getByText("This is shown once").count()).toBe(0);
    expect(await page.getByRole("checkbox").count()).toBe(0);
    await inDialog(page, "Close").click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });
});
