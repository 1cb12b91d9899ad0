// Run by a test, 20 at a time: says that it is ready, waits for a line, gets a token through a shared store and prints it.
import { once } from "node:events";
import { type Clock, clientCredentials, type TokenStore } from "../../src/index.ts";

const { STORE_DIRECTORY: directory = "", STORE_KEY: key = "", REDIS_PORT, SLOWNESS } = process.env;

/** Everything takes so many times as long by this clock, so that 20 processes on a busy machine do not run into the store's 250 ms. */
const slowness = Number(SLOWNESS);
const slowClock: Clock = {
  now: () => Date.now() / slowness,
  monotonic: () => performance.now() / slowness,
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds * slowness);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      });
    }),
};

async function openStore(): Promise<TokenStore & { close(): void }> {
  if (!REDIS_PORT) {
    const { fileStore } = await import("../../src/stores/file-store.ts");
    return { ...fileStore({ directory, key }), close: () => {} };
  }
  const { Redis } = await import("ioredis");
  const { redisStore } = await import("../../src/stores/redis-store.ts");
  const redis = new Redis({ port: Number(REDIS_PORT), host: "127.0.0.1" });
  return { ...redisStore({ client: redis, key }), close: () => void redis.quit() };
}

const store = await openStore();
const sharing: Promise<unknown>[] = [];
const client = clientCredentials({
  store,
  waitUntil: (work) => sharing.push(work),
  clock: slowClock,
  fetch: (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("x-process", String(process.pid));
    return fetch(input, { ...init, headers });
  },
});
await store.get("nothing");

console.log("ready");
await once(process.stdin, "data");
process.stdin.destroy();
console.log((await client.getToken()).accessToken);
await Promise.all(sharing);
store.close();
