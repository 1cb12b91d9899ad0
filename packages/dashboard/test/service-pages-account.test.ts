import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { fixtureAnswers } from "./fixtures/fixture-answers.ts";
import { FakeProblem, provideBuiltDashboard } from "./support/serve-built-dashboard.ts";
import { addVirtualAuthenticator } from "./support/virtual-authenticator.ts";

const dashboard = provideBuiltDashboard(fixtureAnswers);
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const field = (page: Page, label: string) => page.getByRole("dialog").getByLabel(label);

const CREATION = {
  challenge: "AAECAwQFBgcICQoLDA0ODw",
  rp: { id: "localhost", name: "CELITECH Auth" },
  user: { id: "dXNyX2FuYQ", name: "ana@celitech.com", displayName: "Ana Petrović" },
  pubKeyCredParams: [-7, -257].map((alg) => ({ type: "public-key", alg })),
  authenticatorSelection: { residentKey: "required", userVerification: "required" },
};

describe("the account", () => {
  it("gets a passkey by the name that one gives it", async () => {
    const added: unknown[] = [];
    dashboard.changeAnswers({
      "POST /account/passkeys/options": { ceremony: "ceremony-1", options: CREATION },
      "POST /account/passkeys": ({ body }) => {
        added.push(body.ceremony, body.name, body.response["type"]);
        return { passkeys: [], has_password: true, recovery_codes_left: 3 };
      },
    });
    const page = await dashboard.openPage("/account");
    const authenticator = await addVirtualAuthenticator(page);
    await button(page, "Add a passkey").click();
    await field(page, "Name (optional)").fill("Work laptop");
    await button(page, "Go on").click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(added).toEqual(["ceremony-1", "Work laptop", "public-key"]);
    expect(await authenticator.countPasskeys()).toBe(1);
  });

  it("says at the name of a passkey what the API says of it", async () => {
    const refusal = new FakeProblem("invalid", "name: is taken", [{ field: "name", message: "is taken" }]);
    dashboard.changeAnswers({
      "POST /account/passkeys/options": { ceremony: "ceremony-1", options: CREATION },
      "POST /account/passkeys": refusal,
    });
    const page = await dashboard.openPage("/account");
    await addVirtualAuthenticator(page);
    await button(page, "Add a passkey").click();
    await button(page, "Go on").click();
    await page.getByText("Is taken", { exact: true }).waitFor();
    expect(await field(page, "Name (optional)").getAttribute("aria-invalid")).toBe("true");
  });

  it("shows new recovery codes once", async () => {
    dashboard.changeAnswers({ "POST /account/recovery-codes": { recovery_codes: ["abcd-efgh", "ijkl-mnop"] } });
    const page = await dashboard.openPage("/account");
    await button(page, "Make new codes").click();
    await page.getByRole("dialog").getByRole("button", { name: "Make new codes" }).click();
    await page.getByText("ijkl-mnop").waitFor();
    const download = page.waitForEvent("download");
    await button(page, "Download").click();
    expect((await download).suggestedFilename()).toBe("celitech-auth-recovery-codes.txt");
    await button(page, "Done").click();
    await page.getByText("ijkl-mnop").waitFor({ state: "detached" });
  });

  it("says which password is not repeated before it asks the service", async () => {
    const page = await dashboard.openPage("/account");
    await button(page, "Change the password").click();
    await field(page, "New password").fill("correct horse battery");
    await field(page, "The same once more").fill("correct horse batter");
    await button(page, "Set the password").click();
    await page.getByText("This is not the same password").waitFor();
    expect(dashboard.requests("PUT /account/password")).toEqual([]);
  });
});
