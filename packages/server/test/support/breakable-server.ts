import { vi } from "vitest";
import { type CuttableProxy, startCuttableProxy } from "./cuttable-proxy.ts";
import { type RunningServer, type ServerOptions, startServer } from "./running-server.ts";
import { runStatement, type Store } from "./stores.ts";

/** A server whose database can go away and come back. */
export interface BreakableServer {
  readonly server: RunningServer;
  /** The database is away when this returns; the server may not know yet. */
  breakDatabase(): Promise<void>;
  mendDatabase(): Promise<void>;
  /** Waits until the server has noticed. */
  noticed(isReachable: boolean): Promise<void>;
  stop(): Promise<void>;
}

export function startBreakableServer(store: Store, options: ServerOptions = {}): Promise<BreakableServer> {
  return store === "PostgreSQL" ? behindProxy(options) : withoutTables(options);
}

// A file cannot be unreachable for a process that has it open. Without these tables every read of the server fails all the same.
async function withoutTables(options: ServerOptions): Promise<BreakableServer> {
  const server = await startServer("SQLite", options);
  const tables = ["clients", "change_position"];
  const rename = async (from: string, to: string) => {
    for (const table of tables)
      await runStatement(server.config.database, `alter table ${table}${from} rename to ${table}${to}`);
  };
  return {
    server,
    breakDatabase: () => rename("", "_away"),
    mendDatabase: () => rename("_away", ""),
    noticed: (isReachable) => noticed(server, isReachable),
    stop: () => server.stop(),
  };
}

async function behindProxy(options: ServerOptions): Promise<BreakableServer> {
  let proxy: CuttableProxy | undefined;
  const routeDatabase = async (text: string) => {
    const url = new URL(text);
    proxy = await startCuttableProxy(Number(url.port));
    url.port = String(proxy.port);
    return url.href;
  };
  const server = await startServer("PostgreSQL", { ...options, routeDatabase });
  return {
    server,
    breakDatabase: async () => proxy?.cut(),
    mendDatabase: async () => proxy?.restore(),
    noticed: (isReachable) => noticed(server, isReachable),
    async stop() {
      await server.stop();
      await proxy?.cut();
    },
  };
}

async function noticed(server: RunningServer, isReachable: boolean): Promise<void> {
  await vi.waitFor(
    () => {
      if (server.service.tokenEndpoint.freshness.isReachable !== isReachable) throw new Error("not noticed yet");
    },
    { timeout: 20_000, interval: 10 },
  );
}
