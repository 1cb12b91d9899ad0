import { describe, expect, it } from "vitest";
import type { NewClientSecret } from "../../src/domain/client-secret.ts";
import type { CursorPosition } from "../../src/domain/cursor.ts";
import { type ClientId, newClientId } from "../../src/domain/identifier.ts";
import type { NewClient, Transaction } from "../../src/domain/ports.ts";
import type { Resource } from "../../src/domain/resource.ts";
import type { SigningKey } from "../../src/domain/signing-key.ts";
import type { SecretUse } from "../../src/domain/usage.ts";
import { KyselyAdministrationReader } from "../../src/storage/administration-reader.ts";
import { KyselyClientReader } from "../../src/storage/client-reader.ts";
import { KyselySigningKeyRepository } from "../../src/storage/key-repository.ts";
import { KyselyResourceRepository } from "../../src/storage/resource-repository.ts";
import { KyselyUsageStore } from "../../src/storage/usage-store.ts";
import { DATABASE_KINDS, openStore } from "../support/database-kinds.ts";
import { openUnitOfWork } from "../support/open-unit-of-work.ts";

const NOW = 1_800_000_000_000;
const HASH = new Uint8Array(32).fill(7);
const RESOURCE: Resource = {
  id: "res_1",
  audience: "https://api.example",
  name: "Example",
  signingAlgorithm: "ES256",
  tokenLifetimeSeconds: undefined,
  scopes: [
    { name: "read", description: "Reads", isRestricted: false },
    { name: "write", description: "", isRestricted: false },
  ],
  createdAt: NOW,
};

describe.each(DATABASE_KINDS)("the store contract, $name", (store) => {
  const withStore = async () => {
    const database = await openStore(store);
    const { unitOfWork } = await openUnitOfWork(database, () => NOW);
    await unitOfWork.transaction(async ({ organizations, resources }) => {
      await organizations.insert({ id: "org_1", name: "Acme", createdAt: NOW });
      await resources.insertUnlessTaken(RESOURCE);
    });
    return { database, unitOfWork, run: <T>(work: (t: Transaction) => Promise<T>) => unitOfWork.transaction(work) };
  };

  it("reads a client back with its secrets, grants and claims", async () => {
    const { database, run } = await withStore();
    const id = await insertClient(run, { claims: { plan: "gold", limits: [1, null, { a: true }] } });
    await run(async ({ secrets, clients }) => {
      await secrets.insert(id, secret("cred_2", { createdAt: NOW + 1, expiresAt: NOW + 5, label: "new" }));
      await clients.putGrant(id, {
        resourceId: "res_1",
        isDefault: true,
        scopes: ["read", "write"],
        defaultScopes: ["read"],
      });
    });
    const client = await new KyselyClientReader(database.reader).findClient(id);
    expect(client).toEqual({
      id,
      organizationId: "org_1",
      kind: "client",
      authenticationMethod: "client_secret",
      isEnabled: true,
      generation: 1,
      claims: { plan: "gold", limits: [1, null, { a: true }] },
      secrets: [
        forTokens(secret("cred_2", { createdAt: NOW + 1, expiresAt: NOW + 5, label: "new" })),
        forTokens(secret("cred_1")),
      ],
      grants: [{ resourceId: "res_1", isDefault: true, scopes: ["read", "write"], defaultScopes: ["read"] }],
    });
    expect(Buffer.from(client?.secrets[0]?.hash ?? []).equals(Buffer.from(HASH))).toBe(true);
  });

  it("knows no client that was never there", async () => {
    const { database } = await withStore();
    expect(await new KyselyClientReader(database.reader).findClient(newClientId())).toBeUndefined();
  });

  it("knows a deleted client no more, keeps its id taken and forgets its hashes", async () => {
    const { database, run } = await withStore();
    const id = await insertClient(run);
    await run(({ clients }) => clients.markDeleted(id, NOW, 2));
    expect(await new KyselyClientReader(database.reader).findClient(id)).toBeUndefined();
    expect(await run(({ clients }) => clients.find(id))).toBeUndefined();
    expect(await run(({ clients }) => clients.isIdTaken(id))).toBe(true);
    const left = await database.reader
      .selectFrom("client_secrets")
      .select("hash")
      .where("client_id", "=", id)
      .execute();
    expect(left).toEqual([{ hash: null }]);
  });

  it("disables, enables and raises the generation", async () => {
    const { database, run } = await withStore();
    const id = await insertClient(run);
    const reader = new KyselyClientReader(database.reader);
    await run(({ clients }) => clients.setEnabled(id, false, 2));
    expect(await reader.findClient(id)).toMatchObject({ isEnabled: false, generation: 2 });
    await run(({ clients }) => clients.setEnabled(id, true, 2));
    await run(({ clients }) => clients.setGeneration(id, 9));
    expect(await reader.findClient(id)).toMatchObject({ isEnabled: true, generation: 9 });
  });

  it("keeps one default grant, and puts a grant in place of the one before", async () => {
    const { run } = await withStore();
    const id = await insertClient(run);
    await run(({ resources }) =>
      resources.insertUnlessTaken({ ...RESOURCE, id: "res_2", audience: "https://other.example", scopes: [] }),
    );
    await run(async ({ clients }) => {
      await clients.putGrant(id, { resourceId: "res_1", isDefault: true, scopes: ["read"], defaultScopes: [] });
      await clients.putGrant(id, { resourceId: "res_2", isDefault: true, scopes: [], defaultScopes: [] });
      await clients.putGrant(id, {
        resourceId: "res_1",
        isDefault: false,
        scopes: ["write"],
        defaultScopes: ["write"],
      });
    });
    const grants = (await run(({ clients }) => clients.find(id)))?.grants ?? [];
    expect([...grants].sort((a, b) => a.resourceId.localeCompare(b.resourceId))).toEqual([
      { resourceId: "res_1", isDefault: false, scopes: ["write"], defaultScopes: ["write"] },
      { resourceId: "res_2", isDefault: true, scopes: [], defaultScopes: [] },
    ]);
  });

  it("changes a secret's expiry and revocation, and forgets the hashes of old ones", async () => {
    const { database, run } = await withStore();
    const id = await insertClient(run);
    await run(async ({ secrets }) => {
      await secrets.insert(id, secret("cred_2", { createdAt: NOW + 1 }));
      await secrets.insert(id, secret("cred_3", { createdAt: NOW + 2 }));
      await secrets.setExpiry("cred_2", NOW + 10);
      await secrets.setRevoked("cred_3", NOW + 3);
      await secrets.forgetHashes(id, ["cred_3", "cred_2"]);
    });
    const client = await new KyselyClientReader(database.reader).findClient(id);
    expect(client?.secrets.map(({ id, expiresAt, revokedAt }) => ({ id, expiresAt, revokedAt }))).toEqual([
      { id: "cred_3", expiresAt: undefined, revokedAt: NOW + 3 },
      { id: "cred_2", expiresAt: NOW + 10, revokedAt: undefined },
    ]);
    expect((await run(({ clients }) => clients.find(id)))?.secrets).toHaveLength(3);
  });

  it("keeps nothing of a transaction that fails", async () => {
    const { database, run } = await withStore();
    const id = newClientId();
    const failing = run(async (transaction) => {
      await transaction.clients.insert(newClient(id));
      transaction.recordChange({ kind: "client", subjectId: id });
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    expect(await new KyselyClientReader(database.reader).findClient(id)).toBeUndefined();
    expect(await database.reader.selectFrom("change_log").selectAll().execute()).toEqual([]);
  });

  it("refuses the same client id and the same organization name twice", async () => {
    const { run } = await withStore();
    const id = await insertClient(run);
    await expect(run(({ clients }) => clients.insert(newClient(id)))).rejects.toThrow();
    await expect(
      run(({ organizations }) => organizations.insert({ id: "org_2", name: "Acme", createdAt: NOW })),
    ).rejects.toThrow();
  });

  it("finds an organization by id and by name", async () => {
    const { run } = await withStore();
    const acme = { id: "org_1", name: "Acme", createdAt: NOW };
    expect(await run(({ organizations }) => organizations.find("org_1"))).toEqual(acme);
    expect(await run(({ organizations }) => organizations.find("Acme"))).toEqual(acme);
    expect(await run(({ organizations }) => organizations.find("acme"))).toBeUndefined();
  });

  it("reads resources with their scopes and the longest lifetime, which never falls", async () => {
    const { database, run } = await withStore();
    await run(async ({ resources }) => {
      await resources.update({ id: "res_1", name: "Renamed", signingAlgorithm: "RS256", tokenLifetimeSeconds: 600 });
      await resources.insertScopes("res_1", [
        { name: "write", description: "ignored", isRestricted: true },
        { name: "admin", description: "All", isRestricted: true },
      ]);
      await resources.raiseLongestLifetime(900);
      await resources.raiseLongestLifetime(600);
    });
    const catalog = await new KyselyResourceRepository(database.reader).readCatalog();
    expect(catalog).toEqual({
      longestLifetimeSeconds: 900,
      resources: [
        {
          ...RESOURCE,
          name: "Renamed",
          signingAlgorithm: "RS256",
          tokenLifetimeSeconds: 600,
          scopes: [
            { name: "admin", description: "All", isRestricted: true },
            { name: "read", description: "Reads", isRestricted: false },
            { name: "write", description: "", isRestricted: false },
          ],
        },
      ],
    });
  });

  it("reads signing keys and named keys back byte for byte, and rewrapped", async () => {
    const { database, run } = await withStore();
    const key: SigningKey = {
      kid: "k1",
      algorithm: "ES256",
      publicJwk: { kty: "EC", crv: "P-256", x: "x", y: "y" },
      privateKey: { ciphertext: new Uint8Array([0, 1, 2, 255]), wrappedBy: "m1" },
      createdAt: NOW,
      activatesAt: undefined,
      removedAt: undefined,
    };
    await run(async ({ signingKeys, wrappedKeys }) => {
      await signingKeys.insert(key);
      await signingKeys.setTimes({ kid: "k1", activatesAt: NOW + 1, removedAt: NOW + 2 });
      await signingKeys.setPrivateKey("k1", { ciphertext: new Uint8Array([9, 8]), wrappedBy: "m2" });
      await wrappedKeys.insert("pepper", key.privateKey, NOW);
      await wrappedKeys.replace("pepper", { ciphertext: new Uint8Array([5]), wrappedBy: "m3" });
    });
    const [read] = await new KyselySigningKeyRepository(database.reader).list();
    expect({ ...read, privateKey: bytes(read?.privateKey.ciphertext) }).toEqual({
      ...key,
      activatesAt: NOW + 1,
      removedAt: NOW + 2,
      privateKey: [9, 8],
    });
    const pepper = await run(({ wrappedKeys }) => wrappedKeys.find("pepper"));
    expect([bytes(pepper?.ciphertext), pepper?.wrappedBy]).toEqual([[5], "m3"]);
    expect(await run(({ wrappedKeys }) => wrappedKeys.list())).toHaveLength(1);
  });

  it("adds up uses of secrets, in batches of any size", async () => {
    const { database, run } = await withStore();
    const id = await insertClient(run);
    const usage = new KyselyUsageStore(database.writer);
    const seen = { lastUsedAt: NOW + 1, lastUsedFrom: "192.0.2.1", lastUserAgent: "curl/8" };
    const use = { secretId: "cred_1", clientId: id, ...seen, tokensIssued: 3 };
    const add = (...uses: SecretUse[]) => usage.add({ uses, organizations: [], counts: [], activity: [] });
    await add(use);
    await add({ ...use, lastUsedAt: NOW + 2, lastUsedFrom: "::1", lastUserAgent: "curl/9", tokensIssued: 4 });
    await add({ ...use, tokensIssued: 1 }); // a server that was slower to say so
    expect(await usage.findUses(id)).toEqual([
      {
        ...{ ...use, firstUsedAt: NOW + 1, lastUsedAt: NOW + 2 },
        ...{ lastUsedFrom: "::1", lastUserAgent: "curl/9", tokensIssued: 8 },
      },
    ]);
    const many = Array.from({ length: 1_234 }, (_, index) => ({ ...use, secretId: `many_${index}` }));
    await add(...many);
    expect(await usage.findUses(id)).toHaveLength(1_235);
    expect((await run(({ clients }) => clients.find(id)))?.lastUsedAt).toBe(NOW + 2);
  });

  it("records an audit event in the transaction of the change", async () => {
    const { database, run } = await withStore();
    const event = {
      id: "evt_1",
      at: NOW,
      actor: "cli:me",
      action: "client.created",
      subjectId: "c",
      organizationId: undefined,
      origin: undefined,
      before: undefined,
      after: undefined,
      details: { a: 1 },
    } as const;
    await run(({ recordEvent }) => recordEvent(event));
    const rows = await database.reader.selectFrom("audit_events").selectAll().execute();
    expect(rows).toMatchObject([
      {
        id: "evt_1",
        at: NOW,
        actor: "cli:me",
        action: "client.created",
        subject_id: "c",
        organization_id: null,
        details: '{"a":1}',
      },
    ]);
  });

  it("pages through clients, newest first, and searches names and ids without wildcards", async () => {
    const { database, run } = await withStore();
    const ids = [];
    for (let index = 0; index < 5; index += 1)
      ids.push(await insertClient(run, { name: `Client 100%_${index}`, createdAt: NOW + (index >> 1) }));
    const reader = new KyselyAdministrationReader(database.reader);
    const seen: ClientId[] = [];
    let after: CursorPosition | undefined;
    do {
      const page = await reader.listClients({ limit: 2, after });
      seen.push(...page.items.map((client) => client.id));
      after = page.next;
    } while (after !== undefined);
    expect([...seen].sort()).toEqual([...ids].sort());
    expect(seen[0]).toBe(ids[4]);
    expect((await reader.listClients({ limit: 9, search: "0%_3" })).items.map(({ id }) => id)).toEqual([ids[3]]);
    expect((await reader.listClients({ limit: 9, search: "%" })).items).toHaveLength(5);
    expect((await reader.listClients({ limit: 9, search: "1%%" })).items).toHaveLength(0);
    expect((await reader.listClients({ limit: 9, search: ids[2] })).items.map(({ id }) => id)).toEqual([ids[2]]);
    expect((await reader.listClients({ limit: 9, organizationId: "org_none" })).items).toEqual([]);
  });

  it("makes writers of one client wait for each other", async () => {
    const { database, run } = await withStore();
    const id = await insertClient(run);
    await Promise.all(
      Array.from({ length: 10 }, () =>
        run(async ({ clients }) => {
          await clients.lock(id);
          const client = await clients.find(id);
          await clients.setGeneration(id, (client?.generation ?? 0) + 1);
        }),
      ),
    );
    expect((await new KyselyClientReader(database.reader).findClient(id))?.generation).toBe(11);
  });
});

type Run = <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;

async function insertClient(run: Run, overrides: Partial<NewClient> = {}): Promise<ClientId> {
  const id = newClientId();
  await run(async ({ clients, secrets }) => {
    await clients.insert({ ...newClient(id), ...overrides });
    await secrets.insert(id, secret(overrides.name === undefined ? "cred_1" : `cred_${id}`));
  });
  return id;
}

function newClient(id: ClientId): NewClient {
  return {
    id,
    organizationId: "org_1",
    name: "Client",
    kind: "client",
    authenticationMethod: "client_secret",
    claims: {},
    createdAt: NOW,
    createdBy: "cli:me",
  };
}

function secret(id: string, overrides: Partial<NewClientSecret> = {}): NewClientSecret {
  return {
    id,
    hint: "abcd",
    label: undefined,
    hash: HASH,
    createdAt: NOW,
    expiresAt: undefined,
    revokedAt: undefined,
    createdBy: "cli:me",
    ...overrides,
  };
}

/** What the token endpoint reads of a secret. */
function forTokens({ createdBy, ...read }: NewClientSecret) {
  expect(createdBy).toBeDefined();
  return { ...read, hash: expect.anything() };
}

function bytes(data: Uint8Array | undefined): number[] {
  return [...(data ?? [])];
}
