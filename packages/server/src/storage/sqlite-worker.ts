import { parentPort, workerData } from "node:worker_threads";
import { lowerThreadPriority } from "./lower-thread-priority.ts";
import { openSqlite, type SqliteOptions } from "./sqlite-connection.ts";
import type { WorkerAnswer, WorkerQuestion } from "./sqlite-worker-dialect.ts";

const port = parentPort;
if (port === null) throw new Error("sqlite-worker runs in a worker thread");
const options = workerData as SqliteOptions;
// What it writes is mostly usage, which can wait; no token needs it.
if (options.isReadOnly !== true) lowerThreadPriority();
const database = openSqlite(options);

port.on("message", (questions: readonly WorkerQuestion[] | "close") => {
  if (questions === "close") {
    database.close();
    port.close();
    return;
  }
  port.postMessage(questions.map(answer));
});

function answer(question: WorkerQuestion): WorkerAnswer {
  try {
    const statement = database.prepare(question.sql);
    if (statement.reader) return { kind: "rows", rows: statement.all(question.parameters) };
    return { kind: "changes", changes: BigInt(statement.run(question.parameters).changes) };
  } catch (error) {
    return { kind: "error", message: error instanceof Error ? error.message : String(error) };
  }
}
