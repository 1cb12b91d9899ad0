import { join } from "node:path";
import type { DatabaseLocation } from "../../src/storage/database.ts";
import { createTestDatabase, STORES, type Store } from "./stores.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const MASTER_KEY = Buffer.alloc(32, 3).toString("base64");

export interface ProcessDatabase {
  /** For servers and commands that share it. */
  readonly environment: Readonly<Record<string, string>>;
  /** For a look, or a hand, past them. */
  readonly location: DatabaseLocation;
}

/** A new database for processes of their own, on each store. */
export const PROCESS_DATABASES = STORES.map((name) => ({ name, prepare: () => prepare(name) }));

async function prepare(store: Store): Promise<ProcessDatabase> {
  const folder = temporaryFolder();
  if (store === "SQLite")
    return {
      environment: { CELITECH_AUTH_DATA_DIR: folder },
      location: { kind: "sqlite", path: join(folder, "celitech-auth.sqlite") },
    };
  const { url } = await createTestDatabase(store, "");
  return {
    environment: {
      CELITECH_AUTH_DATA_DIR: folder,
      CELITECH_AUTH_DATABASE_URL: url,
      CELITECH_AUTH_MASTER_KEY: MASTER_KEY,
    },
    location: { kind: "postgres", url },
  };
}
