import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { type RedisClient, redisStore } from "../src/stores/redis-store.ts";
import { startClient, startFaultServer, testCredentials, until } from "./client-under-test.ts";
import { fleetTestTimeoutMs, ProcessFleet } from "./process-fleet.ts";
import { startRedis } from "./redis-server.ts";
import { testStoreContract } from "./store-contract.ts";

const server = await startRedis();
afterAll(() => server?.stop());
const port = server?.port ?? 0;
const key = randomBytes(32);

async function connectRedis(): Promise<RedisClient> {
  const client = createClient({ url: `redis://127.0.0.1:${port}` });
  await client.connect();
  onTestFinished(() => void client.destroy());
  return client;
}

async function connectIoredis(): Promise<Redis> {
  const client = new Redis({ port, host: "127.0.0.1", retryStrategy: () => null });
  client.on("error", () => {});
  onTestFinished(() => client.disconnect());
  return client;
}

describe.skipIf(server === undefined)("with a real redis-server", () => {
  testStoreContract("redisStore with redis", async () => redisStore({ client: await connectRedis(), key }));
  testStoreContract("redisStore with ioredis", async () => redisStore({ client: await connectIoredis(), key }));

  test("C59: Redis holds neither token nor client id in plain text, under names that begin with the prefix", async () => {
    const redis = await connectIoredis();
    await redis.flushall();
    const store = redisStore({ client: redis, key, prefix: "mine:" });
    const { client, clock } = await startClient({ store });
    clock.skipMs = 100;
    const { accessToken } = await client.getToken();
    await until(async () => (await redis.keys("*")).some((name) => !name.endsWith(":lock")), "the token is shared");
    const names = await redis.keys("*");
    expect(names.every((name) => name.startsWith("mine:"))).toBe(true);
    const dump = names.join() + (await Promise.all(names.map((name) => redis.get(name)))).join();
    expect(dump).not.toContain(accessToken);
    expect(dump).not.toContain(testCredentials.clientId);
  });

  test(
    "C60: 20 cold processes with a Redis store make one token request",
    async () => {
      const tokenServer = await startFaultServer();
      const fleet = await ProcessFleet.launch(20, fleetEnvironment(tokenServer.url));
      await fleet.start();
      expect(await fleet.tokens()).toEqual(Array(20).fill("token-1-"));
      expect(tokenServer.requests).toHaveLength(1);
    },
    fleetTestTimeoutMs,
  );

  test(
    "C60: when the process that holds the lock in Redis is killed, the others make one more request",
    async () => {
      const tokenServer = await startFaultServer();
      const fleet = await ProcessFleet.launch(6, fleetEnvironment(tokenServer.url), 3);
      const release = tokenServer.hold();
      await fleet.start();
      await until(() => tokenServer.requests.length === 1, "the first request");
      fleet.kill(Number(tokenServer.requests[0]?.headers["x-process"]));
      release();
      expect(await fleet.tokens()).toEqual(Array(5).fill("token-2-"));
      expect(tokenServer.requests).toHaveLength(2);
    },
    fleetTestTimeoutMs,
  );

  test("C58: when Redis goes away a token is had all the same", async () => {
    const redis = await connectIoredis();
    const { client } = await startClient({ store: redisStore({ client: redis, key }) });
    redis.disconnect();
    expect((await client.getToken()).accessToken).toBe("token-1-");
    await until(() => client.stats().storeErrors > 0, "the store's failure is counted");
  });
});

function fleetEnvironment(tokenUrl: string): Record<string, string> {
  return {
    CELITECH_TOKEN_URL: tokenUrl,
    CELITECH_CLIENT_ID: testCredentials.clientId,
    CELITECH_CLIENT_SECRET: testCredentials.clientSecret,
    REDIS_PORT: String(port),
    STORE_KEY: key.toString("base64"),
  };
}

test("a client of something else is refused", () => {
  expect(() => redisStore({ client: {} as RedisClient, key })).toThrowError(
    expect.objectContaining({ code: "invalid_option", message: expect.stringContaining("client") }),
  );
});
