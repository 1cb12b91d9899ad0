import { describe, expect, it } from "vitest";
import { applyChange } from "../../src/domain/administration/apply-change.ts";
import { createOneTimeLink } from "../../src/domain/administration/create-one-time-link.ts";
import { isProblem } from "../../src/domain/administration/outcome.ts";
import type { CursorPosition } from "../../src/domain/cursor.ts";
import type { AdminToken } from "../../src/domain/people/admin-token.ts";
import type { LinkPurpose } from "../../src/domain/people/one-time-link.ts";
import type { Session } from "../../src/domain/people/session.ts";
import type { User } from "../../src/domain/people/user.ts";
import type { Transaction } from "../../src/domain/ports.ts";
import { SecretText } from "../../src/domain/secret-text.ts";
import { TokenHasher } from "../../src/domain/token-hasher.ts";
import { openPeople } from "../../src/storage/people-repositories.ts";
import type { KyselyUnitOfWork } from "../../src/storage/unit-of-work.ts";
import { DATABASE_KINDS, openStore } from "../support/database-kinds.ts";
import { openUnitOfWork } from "../support/open-unit-of-work.ts";

const NOW = 1_800_000_000_000;
const HASHER = new TokenHasher(new Uint8Array(32).fill(3));
const hash = (byte: number) => new Uint8Array(32).fill(byte);

describe.each(DATABASE_KINDS)("the store of people, $name", (store) => {
  const withStore = async () => {
    const database = await openStore(store);
    const { unitOfWork } = await openUnitOfWork(database, () => NOW);
    const run = <T>(work: (t: Transaction) => Promise<T>) => unitOfWork.transaction(work);
    await run(async ({ organizations, users }) => {
      for (const id of ["org_1", "org_2"]) await organizations.insert({ id, name: `Name of ${id}`, createdAt: NOW });
      await users.insert(user("usr_1", { name: "Ada" }));
      await users.insert(user("usr_2", { name: "Grace", isOperator: true, passwordHash: new SecretText("$argon2") }));
    });
    return { unitOfWork, run, people: openPeople(database.writer) };
  };

  it("says of the use of a passkey whether there is still one", async () => {
    const { run } = await withStore();
    const passkey = { id: "pk_1", userId: "usr_1", publicKey: hash(1), counter: 0, transports: [], name: "Key" };
    await run(({ passkeys }) =>
      passkeys.insert({ ...passkey, isSynced: false, createdAt: NOW, lastUsedAt: undefined }),
    );
    const use = { counter: 1, isSynced: true, at: NOW };
    expect(await run(({ passkeys }) => passkeys.recordUse("pk_1", use))).toBe(true);
    await run(({ passkeys }) => passkeys.delete("pk_1"));
    expect(await run(({ passkeys }) => passkeys.recordUse("pk_1", use))).toBe(false);
  });

  it("reads users back by id and by e-mail address, and changes what is named alone", async () => {
    const { run, people } = await withStore();
    expect(await people.users.findByEmail("usr_1@example.com")).toEqual(user("usr_1", { name: "Ada" }));
    await run(({ users }) => users.update("usr_2", { email: "new@example.com", lastSignedInAt: NOW + 1 }));
    const changed = await people.users.find("usr_2");
    expect(changed).toMatchObject({ email: "new@example.com", name: "Grace", isOperator: true });
    expect([changed?.lastSignedInAt, changed?.passwordHash?.reveal()]).toEqual([NOW + 1, "$argon2"]);
    await run(({ users }) => users.update("usr_2", { passwordHash: undefined, isOperator: false }));
    expect(await people.users.find("usr_2")).toMatchObject({ isOperator: false, passwordHash: undefined });
    expect(await people.users.find("usr_3")).toBeUndefined();
    expect(await people.users.countOperators()).toBe(0);
  });

  it("keeps memberships, and lists them from both sides", async () => {
    const { run, people } = await withStore();
    await run(async ({ memberships }) => {
      await memberships.insert({ userId: "usr_1", organizationId: "org_1", role: "viewer", createdAt: NOW });
      await memberships.insert({ userId: "usr_1", organizationId: "org_2", role: "owner", createdAt: NOW });
      await memberships.insert({ userId: "usr_2", organizationId: "org_1", role: "owner", createdAt: NOW });
      await memberships.setRole("usr_1", "org_1", "developer");
    });
    expect(await people.memberships.listOfUser("usr_1")).toMatchObject([
      { organizationId: "org_1", organizationName: "Name of org_1", role: "developer" },
      { organizationId: "org_2", role: "owner" },
    ]);
    expect([await people.memberships.count("org_1"), await people.memberships.count("org_1", "owner")]).toEqual([2, 1]);
    await run(({ memberships }) => memberships.delete("usr_1", "org_1"));
    expect(await people.memberships.find("usr_1", "org_1")).toBeUndefined();
    expect(await people.memberships.find("usr_2", "org_1")).toMatchObject({ role: "owner" });
    await run(({ memberships }) => memberships.deleteOfOrganization("org_1"));
    expect(await people.memberships.find("usr_2", "org_1")).toBeUndefined();
    expect(await people.memberships.find("usr_1", "org_2")).toMatchObject({ role: "owner" });
  });

  it("lets one of many who use a link at once have it", async () => {
    const { unitOfWork, run, people } = await withStore();
    const { link } = await createLink(unitOfWork, { kind: "sign_in", userId: "usr_1" });
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => run(({ oneTimeLinks }) => oneTimeLinks.claim(link.id, NOW + 1))),
    );
    expect(claims.filter((isClaimed) => isClaimed)).toHaveLength(1);
    expect((await people.oneTimeLinks.find(link.id))?.usedAt).toBe(NOW + 1);
    expect(await run(({ oneTimeLinks }) => oneTimeLinks.delete(link.id))).toBe(false);
  });

  it("finds a link by its token, and lets nobody use one that expired", async () => {
    const { unitOfWork, run, people } = await withStore();
    const { link, token } = await createLink(unitOfWork, { kind: "sign_in", userId: "usr_1" });
    expect(token.reveal()).toMatch(/^celitech_link_[A-Za-z0-9]{49}$/);
    const tokenHash = HASHER.hash("one_time_link", token.reveal());
    expect(await people.oneTimeLinks.findByTokenHash(tokenHash)).toEqual({ ...link, organizationName: undefined });
    expect(await people.oneTimeLinks.findByTokenHash(HASHER.hash("session", token.reveal()))).toBeUndefined();
    expect(await run(({ oneTimeLinks }) => oneTimeLinks.claim(link.id, link.expiresAt))).toBe(false);
    await run(({ oneTimeLinks }) => oneTimeLinks.prune(link.expiresAt + 1));
    expect(await people.oneTimeLinks.find(link.id)).toBeUndefined();
  });

  it("withdraws the unused links of an organization, and no others", async () => {
    const { unitOfWork, run, people } = await withStore();
    const invite = (organizationId: string) =>
      createLink(unitOfWork, { kind: "invitation", organizationId, role: "viewer" } as const);
    const [unused, used, other] = [await invite("org_1"), await invite("org_1"), await invite("org_2")];
    const { link: forOperator } = await createLink(unitOfWork, {
      ...{ kind: "invitation", organizationId: undefined, role: undefined },
    });
    await run(({ oneTimeLinks }) => oneTimeLinks.claim(used.link.id, NOW + 3));
    await run(({ oneTimeLinks }) => oneTimeLinks.deleteUnusedOfOrganization("org_1"));
    expect(await people.oneTimeLinks.find(unused.link.id)).toBeUndefined();
    expect(await people.oneTimeLinks.find(used.link.id)).toEqual({ ...used.link, usedAt: NOW + 3 });
    expect(await people.oneTimeLinks.find(other.link.id)).toEqual(other.link);
    expect(await people.oneTimeLinks.find(forOperator.id)).toEqual(forOperator);
    expect(await run(({ oneTimeLinks }) => oneTimeLinks.delete(forOperator.id))).toBe(true);
  });

  it("makes no set-up link once there is an operator, and before that one at a time", async () => {
    const { unitOfWork, run, people } = await withStore();
    expect(await tryLink(unitOfWork, { kind: "setup" })).toMatchObject({ kind: "problem", code: "conflict" });
    await run(({ users }) => users.update("usr_2", { isOperator: false }));
    const first = await createLink(unitOfWork, { kind: "setup" });
    const second = await createLink(unitOfWork, { kind: "setup" });
    expect(await people.oneTimeLinks.find(first.link.id)).toBeUndefined();
    expect(await people.oneTimeLinks.find(second.link.id)).toEqual(second.link);
  });

  it("keeps sessions: the newest of a user, those that are not idle, and the one that is excepted", async () => {
    const { run, people } = await withStore();
    await run(async ({ sessions }) => {
      for (const age of [1, 2, 3, 4]) await sessions.insert(session(`ses_${age}`, { createdAt: NOW - age }), hash(age));
      await sessions.deleteOldestOfUser("usr_1", 3);
      await sessions.setLastSeen("ses_1", { lastSeenAt: NOW + 5, address: "::1", userAgent: "later" });
      await sessions.setLastSeen("ses_1", { lastSeenAt: NOW + 4, address: "::2", userAgent: "earlier" });
      await sessions.setConfirmed("ses_2", NOW + 9);
    });
    const ids = async () => (await people.sessions.listOfUser("usr_1")).map(({ id }) => id);
    expect(await ids()).toEqual(["ses_1", "ses_2", "ses_3"]);
    expect(await people.sessions.findByTokenHash(hash(1))).toMatchObject({ lastSeenAt: NOW + 5, address: "::1" });
    expect(await people.sessions.find("ses_2")).toMatchObject({ confirmedAt: NOW + 9 });
    await run(({ sessions }) => sessions.prune(NOW - 100, NOW - 3));
    expect(await ids()).toEqual(["ses_1", "ses_2"]);
    await run(({ sessions }) => sessions.prune(NOW, NOW - 100));
    expect(await ids()).toEqual(["ses_1"]);
    await run(({ sessions }) => sessions.insert(session("ses_5"), hash(5)));
    await run(({ sessions }) => sessions.deleteOfUser("usr_1", "ses_5"));
    expect(await ids()).toEqual(["ses_5"]);
    await run(({ sessions }) => sessions.delete("ses_5"));
    expect(await ids()).toEqual([]);
  });

  it("claims a challenge and a recovery code once, however many try at once", async () => {
    const { run, people } = await withStore();
    await run(({ recoveryCodes }) => recoveryCodes.replace("usr_1", [hash(1), hash(2)]));
    const tries = await Promise.all(
      Array.from({ length: 6 }, () =>
        run(async ({ usedChallenges, recoveryCodes }) => [
          await usedChallenges.claim("challenge", NOW),
          await recoveryCodes.claim("usr_1", hash(1), NOW),
        ]),
      ),
    );
    expect(tries.filter(([challenge]) => challenge)).toHaveLength(1);
    expect(tries.filter(([, code]) => code)).toHaveLength(1);
    expect(await people.recoveryCodes.countUnused("usr_1")).toBe(1);
    expect(await run(({ recoveryCodes }) => recoveryCodes.claim("usr_2", hash(2), NOW))).toBe(false);
    await run(({ recoveryCodes }) => recoveryCodes.replace("usr_1", [hash(3)]));
    expect(await run(({ recoveryCodes }) => recoveryCodes.claim("usr_1", hash(2), NOW))).toBe(false);
    await run(({ usedChallenges }) => usedChallenges.prune(NOW + 1));
    expect(await run(({ usedChallenges }) => usedChallenges.claim("challenge", NOW))).toBe(true);
  });

  it("reads passkeys back with their keys, and writes down their use", async () => {
    const { run, people } = await withStore();
    const passkey = {
      ...{ id: "key_1", userId: "usr_1", publicKey: hash(9), counter: 0, transports: ["internal"], name: "Laptop" },
      ...{ isSynced: false, createdAt: NOW, lastUsedAt: undefined },
    };
    await run(({ passkeys }) => passkeys.insert(passkey));
    const stored = await people.passkeys.find("key_1");
    expect({ ...stored, publicKey: hash(9) }).toEqual(passkey);
    expect(Buffer.from(stored?.publicKey ?? []).equals(Buffer.from(hash(9)))).toBe(true);
    await run(({ passkeys }) => passkeys.recordUse("key_1", { counter: 5, isSynced: true, at: NOW + 1 }));
    expect(await people.passkeys.listOfUser("usr_1")).toMatchObject([
      { counter: 5, isSynced: true, lastUsedAt: NOW + 1 },
    ]);
    await run(({ passkeys }) => passkeys.delete("key_1"));
    expect(await people.passkeys.listOfUser("usr_1")).toEqual([]);
  });

  it("keeps admin tokens, lists those of some organizations, and revokes them", async () => {
    const { run, people } = await withStore();
    await run(async ({ adminTokens }) => {
      await adminTokens.insert(adminToken("adm_1", { organizationId: "org_1" }), hash(1));
      await adminTokens.insert(adminToken("adm_2", { createdAt: NOW + 1, expiresAt: NOW + 9 }), hash(2));
      await adminTokens.insert(adminToken("adm_3", { organizationId: "org_2", createdAt: NOW + 2 }), hash(3));
      await adminTokens.setLastUsed("adm_1", NOW + 5, "::1");
      await adminTokens.setLastUsed("adm_1", NOW + 4, "::2");
      await adminTokens.setRevoked("adm_1", NOW + 6);
      await adminTokens.setRevoked("adm_1", NOW + 7);
      await adminTokens.revokeOfOrganization("org_2", NOW + 8);
    });
    expect(await people.adminTokens.findByTokenHash(hash(1))).toEqual(
      adminToken("adm_1", {
        ...{ organizationId: "org_1", revokedAt: NOW + 6, lastUsedAt: NOW + 5, lastUsedFrom: "::1" },
      }),
    );
    const list = (visibleOrganizationIds: readonly string[] | undefined, limit = 10, after?: CursorPosition) =>
      people.adminTokens.list({ visibleOrganizationIds, limit, after });
    const ids = async (organizations: readonly string[] | undefined) =>
      (await list(organizations)).items.map(({ id }) => id);
    expect(await ids(undefined)).toEqual(["adm_3", "adm_2", "adm_1"]);
    expect(await ids(["org_1"])).toEqual(["adm_1"]);
    expect(await ids([])).toEqual([]);
    const { next } = await list(undefined, 2);
    expect(await list(undefined, 2, next)).toMatchObject({ items: [{ id: "adm_1" }], next: undefined });
    expect(await people.adminTokens.find("adm_3")).toMatchObject({ revokedAt: NOW + 8 });
  });
});

function user(id: string, values: Partial<User> = {}): User {
  return {
    ...{ id, email: `${id.toLowerCase()}@example.com`, name: id, isOperator: false, passwordHash: undefined },
    ...{ createdAt: NOW, lastSignedInAt: undefined },
    ...values,
  };
}

function session(id: string, values: Partial<Session> = {}): Session {
  const times = { createdAt: NOW, lastSeenAt: NOW, confirmedAt: NOW };
  return { id, userId: "usr_1", ...times, address: "127.0.0.1", userAgent: "test", ...values };
}

function adminToken(id: string, values: Partial<AdminToken> = {}): AdminToken {
  return {
    ...{ id, name: "deploy", hint: "abcd", organizationId: undefined, scopes: ["clients:read", "clients:write"] },
    ...{ createdAt: NOW, createdBy: "user:usr_2", expiresAt: undefined, revokedAt: undefined },
    ...{ lastUsedAt: undefined, lastUsedFrom: undefined },
    ...values,
  };
}

function tryLink(unitOfWork: KyselyUnitOfWork, purpose: LinkPurpose, now = NOW) {
  return applyChange(unitOfWork, { actor: "test", now }, (change) => createOneTimeLink(change, { purpose }, HASHER));
}

async function createLink(unitOfWork: KyselyUnitOfWork, purpose: LinkPurpose, now = NOW) {
  const created = await tryLink(unitOfWork, purpose, now);
  if (isProblem(created)) throw new Error(created.message);
  return created;
}
