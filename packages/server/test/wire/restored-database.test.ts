import { describe, expect, onTestFinished, test } from "vitest";
import { AWKWARD_SECRET } from "../support/fixtures.ts";
import { issue, present, REVOKE } from "../support/presented-token.ts";
import { type RunningServer, startServer } from "../support/running-server.ts";
import { runStatement, STORES, type Store } from "../support/stores.ts";
import { verifierOf } from "../support/verifier-of.ts";

type Mutable<Object> = { -readonly [Name in keyof Object]: Object[Name] };

/** As the operations guide has it, before a restored database is started. */
const RAISE_SEQUENCE = "update revocation_sequence set sequence = sequence + 1000000";

async function start(store: Store, statement?: string): Promise<RunningServer> {
  const server = await startServer(store, {
    routeDatabase: async (url) => {
      const location = url.startsWith("sqlite:")
        ? ({ kind: "sqlite", path: url.slice("sqlite:".length) } as const)
        : ({ kind: "postgres", url } as const);
      if (statement !== undefined) await runStatement(location, statement);
      return url;
    },
  });
  onTestFinished(() => server.stop());
  return server;
}

// Two servers on copies of one database: the second is what comes back from a backup that was made before anything was revoked.
describe.each(STORES)("a database that was restored from a backup, %s", (store) => {
  test("its list is refused while its number is lower, and what was revoked stays refused", async () => {
    const original = await start(store);
    const issuer: Mutable<RunningServer> = { ...original };
    const verifier = verifierOf(issuer);
    const revoked = await issue(original);
    expect(await verifier.judge(revoked)).toBe("accepted");
    await present(original, REVOKE, ["c2", AWKWARD_SECRET], revoked);
    await expect.poll(() => verifier.judge(revoked), { interval: 10 }).toBe("token_revoked");
    issuer.port = (await start(store)).port;
    await expect.poll(() => verifier.events, { interval: 10 }).toContain("revocation-list-unavailable");
    expect(await verifier.judge(revoked)).toBe("token_revoked");
  });

  test("with the number raised, APIs follow it at once, and what they knew to be revoked stays refused", async () => {
    const original = await start(store);
    const issuer: Mutable<RunningServer> = { ...original };
    const verifier = verifierOf(issuer);
    const [revoked, later] = [await issue(original), await issue(original)];
    expect([await verifier.judge(revoked), await verifier.judge(later)]).toEqual(["accepted", "accepted"]);
    await present(original, REVOKE, ["c2", AWKWARD_SECRET], revoked);
    await expect.poll(() => verifier.judge(revoked), { interval: 10 }).toBe("token_revoked");
    const restored = await start(store, RAISE_SEQUENCE);
    issuer.port = restored.port;
    expect((await present(restored, REVOKE, ["c2", AWKWARD_SECRET], later)).status).toBe(200);
    await expect.poll(() => verifier.judge(later), { interval: 10 }).toBe("token_revoked");
    expect(verifier.events).not.toContain("revocation-list-unavailable");
  });
});
