import { describe, expect, it } from "vitest";
import type { Client } from "../../src/domain/client.ts";
import { ClientDirectory } from "../../src/domain/client-directory.ts";
import { clientsThatFit } from "../../src/domain/client-memory.ts";
import { type ClientId, newClientId } from "../../src/domain/identifier.ts";
import type { ClientReader } from "../../src/domain/ports.ts";
import { KyselyClientReader } from "../../src/storage/client-reader.ts";
import type { Database } from "../../src/storage/database.ts";
import { DATABASE_KINDS, openStore } from "../support/database-kinds.ts";

const NOW = Date.UTC(2026, 6, 1);
/** More than are read at once, twice. */
const CLIENTS = 450;

describe.each(DATABASE_KINDS)("clients that are read ahead, $name", (kind) => {
  it("are in memory as the database has them: those that live, with every secret and grant", async () => {
    const database = await openStore(kind);
    const ids = await insertClients(database);
    const reader = new KyselyClientReader(database.reader);
    const directory = new ClientDirectory(reader, 1_000);
    await directory.readAhead(never);
    expect(directory.size).toBe(CLIENTS - 1);
    for (const id of [ids[0], ids[1], ids.at(-1)] as ClientId[]) {
      expect(plain(directory.recall(id))).toEqual(plain(await reader.findClient(id)));
      expect(directory.recall(id)).toBe(directory.recall(id)); // those in use are ready
    }
    expect(directory.recall(ids[2] as ClientId)).toBeUndefined(); // deleted
    const [many, none] = [ids[0], ids[1]].map((id) => plain(directory.recall(id as ClientId)));
    expect(many).toMatchObject({
      claims: { tier: "gold" },
      secrets: [{ label: "new" }, { hint: "s0" }],
      grants: [{}, {}],
    });
    expect(none).toMatchObject({ claims: {}, secrets: [{ hash: [1] }], grants: [] });
  });

  it("are as many as memory may hold", async () => {
    const database = await openStore(kind);
    await insertClients(database);
    const directory = new ClientDirectory(new KyselyClientReader(database.reader), 300);
    await directory.readAhead(never);
    expect([directory.size, directory.capacity]).toEqual([300, 300]);
  });

  it("are read no further when the server stops, and not without the database", async () => {
    const database = await openStore(kind);
    await insertClients(database);
    const directory = new ClientDirectory(new KyselyClientReader(database.reader), 1_000);
    await directory.readAhead(AbortSignal.abort());
    expect(directory.size).toBe(0);
    const away = {
      findClient: () => Promise.reject(new Error("away")),
      listClients: () => Promise.reject(new Error("away")),
    };
    await expect(new ClientDirectory(away, 1_000).readAhead(never)).rejects.toThrow("away");
  });
});

describe("how many clients are kept", () => {
  it.each([
    ["as many as are wanted, where there is room", 50_000, 4_000_000_000, 50_000],
    ["what half of a small heap holds, whatever is wanted", 1_000_000, 250_000_000, 125_000],
  ])("is %s", (_, wanted, heapBytesMax, kept) => {
    expect(clientsThatFit(wanted, heapBytesMax)).toBe(kept);
  });
});

describe("a change while clients are read ahead", () => {
  const client = {
    organizationId: "org_1",
    kind: "client",
    authenticationMethod: "client_secret",
    isEnabled: true,
  } as const;
  const rest = { generation: 1, claims: {}, secrets: [], grants: [] };
  const [changed, other] = [newClientId(), newClientId()];
  /** A database that answers when the test says so. */
  function slowReader() {
    const { promise, resolve } = Promise.withResolvers<void>();
    const page = [changed, other].map((id) => ({ id, ...client, ...rest }));
    const reader: ClientReader = {
      findClient: async (id) => ({ id, ...client, ...rest, generation: 2 }),
      listClients: () => promise.then(() => page),
    };
    return { reader, answer: resolve };
  }

  it("is not undone by what was read before it", async () => {
    const { reader, answer } = slowReader();
    const directory = new ClientDirectory(reader, 10);
    const reading = directory.readAhead(never);
    directory.forget(changed);
    answer();
    await reading;
    expect([directory.recall(changed), directory.recall(other)]).toMatchObject([undefined, { generation: 1 }]);
  });

  it("of everything drops the whole page", async () => {
    const { reader, answer } = slowReader();
    const directory = new ClientDirectory(reader, 10);
    const reading = directory.readAhead(never);
    directory.forgetAll();
    answer();
    await reading;
    expect(directory.size).toBe(0);
  });

  it("is kept where the client was read again meanwhile", async () => {
    const { reader, answer } = slowReader();
    const directory = new ClientDirectory(reader, 10);
    const reading = directory.readAhead(never);
    await directory.load(changed);
    answer();
    await reading;
    expect([directory.recall(changed), directory.recall(other)]).toMatchObject([{ generation: 2 }, { generation: 1 }]);
  });
});

const never = new AbortController().signal;

/** Bytes as numbers: databases and memory give them in different kinds of arrays. */
function plain(client: Client | "absent" | undefined) {
  if (client === "absent") return client;
  return { ...client, secrets: client?.secrets.map((secret) => ({ ...secret, hash: [...(secret.hash ?? [])] })) };
}

/** The first with all that a client can have, the second with the least, the third deleted. */
async function insertClients({ writer }: Database): Promise<readonly ClientId[]> {
  const ids = Array.from({ length: CLIENTS }, newClientId);
  const byWhom = { created_at: NOW, created_by: "test" };
  await writer.insertInto("organizations").values({ id: "org_1", name: "Acme", created_at: NOW }).execute();
  const facts = { organization_id: "org_1", name: "a", kind: "client", authentication_method: "client_secret" };
  const rows = ids.map((id, index) => ({
    ...{ id, ...facts, ...byWhom, is_enabled: 1, generation: 1 },
    claims: index === 0 ? '{"tier":"gold"}' : "{}",
    deleted_at: index === 2 ? NOW : null,
  }));
  await writer.insertInto("clients").values(rows).execute();
  const secrets = ids.map((id, index) => secretRow(id, `s${index}`, { created_at: NOW }));
  await writer.insertInto("client_secrets").values(secrets).execute();
  const first = ids[0] ?? "";
  const added = { created_at: NOW + 1, label: "new", expires_at: NOW + 5, revoked_at: NOW + 6 };
  await writer
    .insertInto("client_secrets")
    .values(secretRow(first, "added", added))
    .execute();
  for (const id of ["res_1", "res_2"]) {
    const resource = { id, audience: `https://${id}.example`, name: id, signing_algorithm: "ES256", created_at: NOW };
    await writer.insertInto("resources").values(resource).execute();
    const grant = {
      client_id: first,
      resource_id: id,
      is_default: id === "res_1" ? 1 : 0,
      scopes: "a b",
      default_scopes: "a",
    };
    await writer.insertInto("client_grants").values(grant).execute();
  }
  return ids;
}

function secretRow(clientId: string, hint: string, rest: { readonly created_at: number; readonly label?: string }) {
  return { id: `cred_${hint}`, client_id: clientId, hint, hash: new Uint8Array([1]), ...rest };
}
