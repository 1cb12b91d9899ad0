import { optionError } from "../token-error.ts";
import type { TokenStore } from "../token-store.ts";
import { type StoreKey, sealedStore } from "./sealed-store.ts";

/** A connected client of `redis` 5 or later, or of `ioredis`. */
export type RedisClient =
  | { sendCommand(args: string[]): Promise<unknown> }
  | { call(command: string, ...args: string[]): Promise<unknown> };

export interface RedisStoreOptions {
  /** Connected and closed by the application. */
  readonly client: RedisClient;
  /** 32 bytes under which everything is encrypted, as a Uint8Array or in base64. */
  readonly key: StoreKey;
  /** What the names of all entries begin with. Default: `celitech-auth:`. */
  readonly prefix?: string | undefined;
}

const releaseScript = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

/**
 * A store for processes on any number of hosts. Entries end by the clock of Redis, encrypted as `sealedStore` does.
 *
 * @throws TokenError `invalid_option`
 */
export function redisStore({ client, key, prefix = "celitech-auth:" }: RedisStoreOptions): TokenStore {
  const send = commandSender(client);
  const plain: TokenStore = {
    async get(name) {
      // The time first: should the entry be replaced in between, less is left by this reading than in truth, never more.
      const [remainingMs, value] = await Promise.all([send("PTTL", prefix + name), send("GET", prefix + name)]);
      return typeof value === "string" && typeof remainingMs === "number" ? { value, remainingMs } : undefined;
    },
    async set(name, value, lifetimeMs) {
      await send("SET", prefix + name, value, "PX", String(Math.ceil(lifetimeMs)));
    },
    async lock(name, leaseMs) {
      const lockName = `${prefix}${name}:lock`;
      const owner = crypto.randomUUID();
      if ((await send("SET", lockName, owner, "NX", "PX", String(leaseMs))) !== "OK") return undefined;
      return async () => {
        await send("EVAL", releaseScript, "1", lockName, owner);
      };
    },
  };
  return sealedStore(plain, key);
}

function commandSender(client: RedisClient): (command: string, ...args: string[]) => Promise<unknown> {
  if ("call" in client && typeof client.call === "function") return (command, ...args) => client.call(command, ...args);
  if ("sendCommand" in client && typeof client.sendCommand === "function")
    return (command, ...args) => client.sendCommand([command, ...args]);
  throw optionError("option client: neither a client of redis 5 or later nor of ioredis");
}
