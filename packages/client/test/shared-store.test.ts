import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { clientCredentials, type TokenStore } from "../src/index.ts";
import { fileStore } from "../src/stores/file-store.ts";
import { sealedStore } from "../src/stores/sealed-store.ts";
import {
  type ClientUnderTest,
  settle,
  startClient,
  startFaultServer,
  testCredentials,
  until,
} from "./client-under-test.ts";
import { JumpingClock } from "./jumping-clock.ts";
import { MemoryStore } from "./memory-store.ts";
import { fleetTestTimeoutMs, ProcessFleet } from "./process-fleet.ts";
import { testStoreContract } from "./store-contract.ts";

const key = randomBytes(32);

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "celitech-auth-store-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The store's 250 ms pass only when a test says so. */
async function startSharing(store: TokenStore): Promise<ClientUnderTest> {
  const under = await startClient({ store });
  under.clock.skipMs = 100;
  return under;
}

const contractFolder = join(tmpdir(), `celitech-auth-contract-${process.pid}`);
testStoreContract("fileStore", async () => {
  onTestFinished(() => rm(contractFolder, { recursive: true, force: true }));
  return fileStore({ directory: contractFolder, key });
});

const failing: Record<string, TokenStore> = {
  "throws at once": {
    get: () => {
      throw new Error("no get");
    },
    set: () => Promise.reject(new Error("no set")),
    lock: () => Promise.reject(new Error("no lock")),
  },
  "never answers": {
    get: () => new Promise(() => {}),
    set: () => new Promise(() => {}),
    lock: () => new Promise(() => {}),
  },
};

test.each(Object.keys(failing))("C58: with a store that %s a token is had all the same", async (kind) => {
  const { client, server } = await startClient({ store: failing[kind] });
  expect((await client.getToken()).accessToken).toBe("token-1-");
  await until(() => client.stats().storeErrors === 3, "the set fails, too");
  expect(server.requests).toHaveLength(1);
});

test("C58: after 3 failures in a row the store is left alone for 10 s", async () => {
  let calls = 0;
  const fail = () => {
    calls++;
    return Promise.reject(new Error("down"));
  };
  const { client, clock } = await startClient({ store: { get: fail, set: fail, lock: fail } });
  await client.getToken();
  await until(() => calls === 3, "get, lock and set");
  await client.getToken({ forceRefresh: true });
  await client.for({ scope: "other" }).getToken();
  await settle();
  expect(calls).toBe(3);
  clock.advance(10_000);
  await client.for({ scope: "third" }).getToken();
  await until(() => calls > 3, "the store is tried again");
});

test("C58: a lock that is granted after its 250 ms is given back", async () => {
  let grant: ((release: () => Promise<void>) => void) | undefined;
  const memory = new MemoryStore();
  const store: TokenStore = {
    get: (name) => memory.get(name),
    set: (name, value, lifetimeMs) => memory.set(name, value, lifetimeMs),
    lock: () => new Promise((resolve) => (grant = resolve)),
  };
  const { client, clock } = await startSharing(store);
  const call = client.getToken();
  await until(() => grant !== undefined, "the wait for the lock");
  clock.advance(250);
  await call;
  let isReleased = false;
  grant?.(async () => {
    isReleased = true;
  });
  await until(() => isReleased, "the late lock is given back");
});

test("a second process finds the token in the store, with what remains of its lifetime", async () => {
  const store = new MemoryStore();
  const { client, server, clock } = await startSharing(store);
  const first = await client.getToken();
  await until(() => store.entries.size === 1, "the token is shared");
  store.advance(600_000);
  const other = clientCredentials({ credentials: testCredentials, tokenUrl: server.url, clock, store });
  const found = await other.getToken();
  expect(found.accessToken).toBe(first.accessToken);
  expect(found.expiresAt).toBe(first.expiresAt - 600_000);
  expect(server.requests).toHaveLength(1);
  expect(other.stats().storeHits).toBe(1);
});

test("a process whose wall clock is a day slow does not keep a shared token past its end", async () => {
  const store = new MemoryStore();
  const { client, server } = await startSharing(store);
  await client.getToken();
  await until(() => store.entries.size === 1, "the token is shared");
  store.advance(3_000_000);
  const clock = new JumpingClock();
  clock.setWall(-86_400_000);
  const slow = clientCredentials({ credentials: testCredentials, tokenUrl: server.url, clock, store });
  await slow.getToken();
  clock.advance(600_000);
  expect(slow.peek()).toBeUndefined();
});

test("a token that an API refused is not taken from the store again", async () => {
  const store = new MemoryStore();
  const { client, server, clock } = await startSharing(store);
  const first = await client.getToken();
  clock.advance(6_000);
  expect(client.invalidate(first)).toBe(true);
  expect((await client.getToken()).accessToken).toBe("token-2-");
  expect(server.requests).toHaveLength(2);
});

test("C56: another secret has another name in the store", async () => {
  const store = new MemoryStore();
  const { client, server, clock } = await startSharing(store);
  await client.getToken();
  await until(() => store.entries.size === 1, "the token is shared");
  const rotated = { ...testCredentials, clientSecret: "other" };
  const other = clientCredentials({ credentials: rotated, tokenUrl: server.url, clock, store });
  expect((await other.getToken()).accessToken).toBe("token-2-");
});

test("C59: on disk there are files with mode 0600, and neither token, secret nor client id in plain text", async () => {
  const directory = join(await temporaryFolder(), "store");
  const { client } = await startSharing(fileStore({ directory, key }));
  const { accessToken } = await client.getToken();
  await until(async () => (await readdir(directory)).some((file) => file.endsWith(".token")), "the token is shared");
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  for (const file of await readdir(directory)) {
    expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
    const text = file + (await readFile(join(directory, file), "latin1"));
    for (const word of [accessToken, testCredentials.clientSecret, testCredentials.clientId]) {
      expect(text).not.toContain(word);
      expect(text).not.toContain(Buffer.from(word).toString("base64url").slice(4, -4));
    }
  }
});

test("C59: an entry that was changed is a miss, and an event", async () => {
  const memory = new MemoryStore();
  const { client, server, clock } = await startSharing(sealedStore(memory, key));
  await client.getToken();
  await until(() => memory.entries.size === 1, "the token is shared");
  for (const [name, entry] of memory.entries) {
    const flipped = entry.value.startsWith("A") ? `B${entry.value.slice(1)}` : `A${entry.value.slice(1)}`;
    memory.entries.set(name, { ...entry, value: flipped });
  }
  const store = sealedStore(memory, key);
  const other = clientCredentials({ credentials: testCredentials, tokenUrl: server.url, clock, store });
  expect((await other.getToken()).accessToken).toBe("token-2-");
  expect(other.stats().storeErrors).toBeGreaterThan(0);
});

test("C59: an entry that another client's was pasted over is a miss", async () => {
  const memory = new MemoryStore();
  const store = sealedStore(memory, key);
  await store.set("one", "of one", 60_000);
  await store.set("two", "of two", 60_000);
  const [[one], [, two]] = [...memory.entries] as [[string, unknown], [string, { value: string; endsAt: number }]];
  memory.entries.set(one, two);
  await expect(store.get("one")).rejects.toThrow("changed, moved");
  expect((await store.get("two"))?.value).toBe("of two");
});

test("C59: with another key nothing of the store is to be seen", async () => {
  const memory = new MemoryStore();
  await sealedStore(memory, key).set("name", "value", 60_000);
  expect(await sealedStore(memory, randomBytes(32)).get("name")).toBeUndefined();
});

test.each([new Uint8Array(31), "short", "not base64 !", ""])("a store key that is not 32 bytes is refused", (wrong) => {
  expect(() => sealedStore(new MemoryStore(), wrong)).toThrowError(
    expect.objectContaining({ code: "invalid_option", message: expect.stringContaining("key") }),
  );
});

test(
  "C60: 20 cold processes with a shared store make one token request",
  async () => {
    const server = await startFaultServer();
    const fleet = await ProcessFleet.launch(20, fleetEnvironment(server.url, await temporaryFolder()));
    await fleet.start();
    const tokens = await fleet.tokens();
    expect(tokens).toEqual(Array(20).fill("token-1-"));
    expect(server.requests).toHaveLength(1);
  },
  fleetTestTimeoutMs,
);

test(
  "C60: when the process that holds the lock is killed, 20 processes make 2 requests",
  async () => {
    const server = await startFaultServer();
    const fleet = await ProcessFleet.launch(20, fleetEnvironment(server.url, await temporaryFolder()));
    const release = server.hold();
    await fleet.start();
    await until(() => server.requests.length === 1, "the first request");
    fleet.kill(Number(server.requests[0]?.headers["x-process"]));
    release();
    expect(await fleet.tokens()).toEqual(Array(19).fill("token-2-"));
    expect(server.requests).toHaveLength(2);
  },
  fleetTestTimeoutMs,
);

function fleetEnvironment(tokenUrl: string, directory: string): Record<string, string> {
  return {
    CELITECH_TOKEN_URL: tokenUrl,
    CELITECH_CLIENT_ID: testCredentials.clientId,
    CELITECH_CLIENT_SECRET: testCredentials.clientSecret,
    STORE_DIRECTORY: directory,
    STORE_KEY: key.toString("base64"),
  };
}

test("C60: the lock of an owner on another host is taken over after its lease, and not before", async () => {
  const directory = await temporaryFolder();
  const store = fileStore({ directory, key });
  await store.lock("name", 15_000);
  const [file = ""] = await readdir(directory);
  const path = join(directory, file);
  await writeFile(path, JSON.stringify({ id: "x", pid: process.pid, host: "elsewhere" }));
  expect(await store.lock("name", 15_000)).toBeUndefined();
  const old = new Date(Date.now() - 16_000);
  await utimes(path, old, old);
  expect(await store.lock("name", 15_000)).toBeDefined();
});

test("C60: a process waits 2 s for the owner of the lock, and 2 s for the next in line, and then goes alone", async () => {
  const store = new MemoryStore();
  const { client, server, clock } = await startSharing(store);
  store.locksAlwaysTaken = true;
  const start = clock.monotonic();
  await client.getToken();
  expect(clock.monotonic() - start).toBe(4_000);
  expect(server.requests).toHaveLength(1);
});

test("C60: one who waits for the lock takes the token that its owner got", async () => {
  const store = new MemoryStore();
  const { client, server, clock } = await startSharing(store);
  const release = server.hold();
  const owner = client.getToken();
  await until(() => server.requests.length === 1, "the owner's request");
  const waiting = clientCredentials({
    credentials: testCredentials,
    tokenUrl: server.url,
    store,
    clock: { ...clockOf(clock), sleep: () => settle() },
  }).getToken();
  await settle();
  release();
  expect((await waiting).accessToken).toBe((await owner).accessToken);
  expect(server.requests).toHaveLength(1);
});

function clockOf(clock: JumpingClock): { now: () => number; monotonic: () => number } {
  return { now: () => clock.now(), monotonic: () => clock.monotonic() };
}

test("in the soft window one of two processes renews and the other takes its token from the store", async () => {
  const store = new MemoryStore();
  const { client, server, clock } = await startSharing(store);
  const other = clientCredentials({ credentials: testCredentials, tokenUrl: server.url, clock, store });
  await client.getToken();
  await until(() => store.entries.size === 1, "the token is shared");
  await other.getToken();
  clock.advance(3_100_000);
  store.advance(3_100_000);
  client.peek();
  await until(() => client.peek()?.accessToken === "token-2-", "the renewal");
  await settle();
  other.peek();
  await until(() => other.peek()?.accessToken === "token-2-", "the shared renewal");
  expect(server.requests).toHaveLength(2);
});

test("the file store's entries that nobody can use any more are removed", async () => {
  const directory = await temporaryFolder();
  const store = fileStore({ directory, key });
  await store.set("old", "value", 60_000);
  const [file = ""] = await readdir(directory);
  const old = new Date(Date.now() - 90_000_000);
  await utimes(join(directory, file), old, old);
  await store.set("new", "value", 60_000);
  expect(await readdir(directory)).toHaveLength(1);
  expect((await store.get("new"))?.value).toBe("value");
});
