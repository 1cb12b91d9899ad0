import { once } from "node:events";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type SqliteAdapter,
  SqliteDialect,
  type TransactionSettings,
} from "kysely";
import type { SqliteOptions } from "./sqlite-connection.ts";
import { beginStatement, TransactionalDdlAdapter } from "./sqlite-dialect.ts";

export interface WorkerQuestion {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export type WorkerAnswer =
  | { readonly kind: "rows"; readonly rows: unknown[] }
  | { readonly kind: "changes"; readonly changes: bigint }
  | { readonly kind: "error"; readonly message: string };

/**
 * The same SQLite, in a thread of its own. `node:sqlite` blocks its thread while it reads from the disk, writes, or waits for another
 * process's lock; in here that holds up no token. What one turn of the event loop asks for travels together: a message costs more than a
 * look-up.
 */
export class SqliteWorkerDialect extends SqliteDialect {
  readonly #options: SqliteOptions;

  constructor(options: SqliteOptions) {
    super({ database: () => Promise.reject(new Error("the worker opens the database")) });
    this.#options = options;
  }

  override createDriver(): Driver {
    return new WorkerDriver(this.#options);
  }

  override createAdapter(): SqliteAdapter {
    return this.#options.isReadOnly === true ? new ConcurrentReadsAdapter() : new TransactionalDdlAdapter();
  }
}

/** Without transactions, questions need not wait for each other's answers. */
class ConcurrentReadsAdapter extends TransactionalDdlAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class WorkerDriver implements Driver {
  readonly #options: SqliteOptions;
  #connection: WorkerConnection | undefined;

  constructor(options: SqliteOptions) {
    this.#options = options;
  }

  async init(): Promise<void> {
    this.#connection = this.#connect();
  }

  // A thread that ended, for want of memory say, is replaced: what was under way in it has failed, and was rolled back with it.
  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#connection === undefined) throw new Error("the database is closed");
    if (this.#connection.hasEnded) this.#connection = this.#connect();
    return this.#connection;
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    await connection.executeQuery(beginStatement(settings));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  async releaseConnection(): Promise<void> {
    // There is one connection, and Kysely's mutex hands it on.
  }

  async destroy(): Promise<void> {
    await this.#connection?.close();
    this.#connection = undefined;
  }

  #connect(): WorkerConnection {
    // `.ts` in the repository, `.js` in the package.
    const file = new URL(`./sqlite-worker${extname(import.meta.filename)}`, import.meta.url);
    return new WorkerConnection(new Worker(file, { workerData: this.#options }));
  }
}

interface Waiting {
  readonly resolve: (answer: WorkerAnswer) => void;
  readonly reject: (error: Error) => void;
}

class WorkerConnection implements DatabaseConnection {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = []; // answers come in the order of the questions
  #unsent: WorkerQuestion[] = [];
  #failure: Error | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (answers: readonly WorkerAnswer[]) => {
      for (const answer of answers) this.#waiting.shift()?.resolve(answer);
    });
    worker.on("error", (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    worker.on("exit", () => this.#fail(new Error("the database thread has ended")));
  }

  get hasEnded(): boolean {
    return this.#failure !== undefined;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const answer = await this.#ask({ sql: query.sql, parameters: query.parameters });
    switch (answer.kind) {
      case "rows":
        return { rows: answer.rows as Row[] };
      case "changes":
        return { rows: [], numAffectedRows: answer.changes };
      case "error":
        throw new Error(answer.message);
    }
  }

  // biome-ignore lint/correctness/useYield: part of Kysely's interface; nothing here streams from the writer.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error("the writing connection does not stream");
  }

  async close(): Promise<void> {
    if (this.hasEnded) return;
    const exit = once(this.#worker, "exit");
    this.#send();
    this.#worker.postMessage("close");
    await exit;
  }

  #ask(question: WorkerQuestion): Promise<WorkerAnswer> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (this.#unsent.push(question) === 1) setImmediate(() => this.#send());
    });
  }

  #send(): void {
    if (this.#unsent.length === 0) return;
    this.#worker.postMessage(this.#unsent);
    this.#unsent = [];
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
