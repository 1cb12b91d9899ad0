import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type TransactionSettings,
} from "kysely";
import { openSqlite, type SqliteOptions } from "./sqlite-connection.ts";

/** Kysely on the SQLite that is built into Node, in the thread that asks. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #open: () => Promise<ReturnType<typeof openSqlite>>;

  constructor(options: SqliteOptions) {
    const open = async () => openSqlite(options);
    super({ database: open });
    this.#open = open;
  }

  override createDriver(): Driver {
    return new ImmediateTransactionDriver({ database: this.#open });
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalDdlAdapter();
  }
}

/** `begin` takes no lock: two processes that read and then write inside it fail at once, whatever the time-out. This queues them. */
export function beginStatement(settings?: TransactionSettings): CompiledQuery {
  return CompiledQuery.raw(settings?.accessMode === "read only" ? "begin" : "begin immediate");
}

class ImmediateTransactionDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection, settings?: TransactionSettings): Promise<void> {
    await connection.executeQuery(beginStatement(settings));
  }
}

/** SQLite has transactional DDL. Said so, Kysely's migrator runs in one `begin immediate`, which is also the lock that it lacks there. */
export class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
