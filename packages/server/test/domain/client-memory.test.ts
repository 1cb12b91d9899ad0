import { expect, test } from "vitest";
import type { Client } from "../../src/domain/client.ts";
import { ClientMemory } from "../../src/domain/client-memory.ts";
import { newClientId } from "../../src/domain/identifier.ts";

const READY = 1_000;

function fill(count: number): { readonly memory: ClientMemory; readonly clients: readonly Client[] } {
  const memory = new ClientMemory(count);
  const clients = Array.from({ length: count }, makeClient);
  for (const client of clients) memory.set(client);
  return { memory, clients };
}

function makeClient(): Client {
  const facts = { organizationId: "org_1", kind: "client", authenticationMethod: "client_secret_basic" } as const;
  return { id: newClientId(), ...facts, isEnabled: true, generation: 0, claims: {}, secrets: [], grants: [] };
}

/** Whether asking again gives the same object, which was not unpacked again. */
function isReady(memory: ClientMemory, { id }: Client): boolean {
  const [first, second] = [memory.get(id), memory.get(id)];
  return first === second;
}

test("a thousand clients are unpacked twice and no more", () => {
  const { memory, clients } = fill(READY);
  for (let time = 0; time < 2; time += 1) for (const { id } of clients) memory.get(id);
  expect(clients.filter((client) => isReady(memory, client))).toHaveLength(READY);
});

test("of more that are asked for in turn, none is kept ready", () => {
  const { memory, clients } = fill(READY + 2);
  const seen = clients.map(({ id }) => memory.get(id));
  for (let time = 0; time < 3; time += 1)
    for (const [index, { id }] of clients.entries()) {
      const again = memory.get(id);
      expect(again).not.toBe(seen[index]);
      seen[index] = again;
    }
});

test("a client that changed is another object, with what changed", () => {
  const { memory, clients } = fill(1);
  const client = clients[0] as Client;
  for (let time = 0; time < 2; time += 1) expect(memory.get(client.id)?.isEnabled).toBe(true);
  expect(isReady(memory, client)).toBe(true);
  memory.set({ ...client, isEnabled: false });
  expect(memory.get(client.id)?.isEnabled).toBe(false);
  memory.clear();
  expect(memory.get(client.id)).toBeUndefined();
});
