import { availableParallelism } from "node:os";
import type { Config } from "./config.ts";

/**
 * Signing is what the thread pool is for here. More threads than cores make every signature slower (four, the default, on two cores cost a
 * quarter of the rate), so it gets the cores that the event loop and other workers leave. With PostgreSQL one more: looking up its host may
 * hold a thread, and tokens must not wait for that. Has to run before the pool is first used.
 */
export function sizeThreadPool({ workers, database }: Pick<Config, "workers" | "database">): void {
  const share = Math.floor(availableParallelism() / workers) - 1;
  const threads = Math.max(1, share) + (database.kind === "postgres" ? 1 : 0);
  process.env["UV_THREADPOOL_SIZE"] ??= String(threads);
}
