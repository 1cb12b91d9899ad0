import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { getPriority } from "node:os";
import type { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { type Database, openServerDatabase } from "../../src/storage/database.ts";
import { LOWERED_BY } from "../../src/storage/lower-thread-priority.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface Threads {
  readonly database: Database;
  /** In the order in which they were started: the writer's, then the reader's. */
  readonly started: readonly Worker[];
}

async function openThreads(): Promise<Threads> {
  const started: Worker[] = [];
  const onWorker = (worker: Worker) => void started.push(worker);
  process.on("worker", onWorker);
  const database = openServerDatabase({ kind: "sqlite", path: `${temporaryFolder()}/test.sqlite` }, () => undefined);
  onTestFinished(async () => {
    process.off("worker", onWorker);
    await database.close();
  });
  await migrate(database.writer, database.dialect);
  await countOrganizations(database);
  return { database, started };
}

async function countOrganizations({ reader }: Database): Promise<number> {
  return (await reader.selectFrom("organizations").select("id").execute()).length;
}

function addOrganization({ writer }: Database, id: string): Promise<unknown> {
  return writer.insertInto("organizations").values({ id, name: id, created_at: 1 }).execute();
}

test("the thread that writes to SQLite is replaced when it ends, and what was committed is there", async () => {
  const { database, started } = await openThreads();
  await addOrganization(database, "org_before");
  await started[0]?.terminate();
  await addOrganization(database, "org_after");
  expect(await countOrganizations(database)).toBe(2);
  expect(started).toHaveLength(3);
});

test("a transaction whose thread ends fails, leaves nothing, and the next one works", async () => {
  const { database, started } = await openThreads();
  const torn = database.writer.transaction().execute(async (transaction) => {
    await transaction.insertInto("organizations").values({ id: "org_torn", name: "torn", created_at: 1 }).execute();
    await started[0]?.terminate();
    await transaction.insertInto("organizations").values({ id: "org_never", name: "never", created_at: 1 }).execute();
  });
  await expect(torn).rejects.toThrow();
  await addOrganization(database, "org_next");
  expect(await database.reader.selectFrom("organizations").select("id").execute()).toEqual([{ id: "org_next" }]);
});

test("the thread that reads SQLite is replaced when it ends; a question that was under way fails", async () => {
  const { database, started } = await openThreads();
  await addOrganization(database, "org_1");
  const reading = started[1];
  if (reading === undefined) throw new Error("there is no reading thread");
  const exit = once(reading, "exit");
  const asked = countOrganizations(database).then(
    (count) => count,
    () => "failed",
  );
  void reading.terminate();
  await exit;
  expect(["failed", 1]).toContain(await asked);
  expect(await countOrganizations(database)).toBe(1);
});

test("many questions of one turn are answered each with its own rows", async () => {
  const { database } = await openThreads();
  const ids = Array.from({ length: 300 }, (_, index) => `org_${index}`);
  await database.writer
    .insertInto("organizations")
    .values(ids.map((id) => ({ id, name: `name of ${id}`, created_at: 1 })))
    .execute();
  const answers = await Promise.all(
    ids.map((id) => database.reader.selectFrom("organizations").select("name").where("id", "=", id).execute()),
  );
  expect(answers).toEqual(ids.map((id) => [{ name: `name of ${id}` }]));
  const bad = database.reader
    .selectFrom("organizations")
    .select("id")
    .where("nowhere" as "id", "=", "x")
    .execute();
  const good = countOrganizations(database);
  await expect(bad).rejects.toThrow();
  expect(await good).toBe(300);
});

test.runIf(process.platform === "linux")(
  "the thread that writes to SQLite lets all others go first, and it alone",
  async () => {
    const before = countThreadsByPriority();
    await openThreads();
    const after = countThreadsByPriority();
    const added = (priority: number) => (after.get(priority) ?? 0) - (before.get(priority) ?? 0);
    expect(added(getPriority() + LOWERED_BY)).toBe(1);
    expect(added(getPriority())).toBeGreaterThanOrEqual(1);
  },
);

/** Of this process, by the nineteenth field of proc_pid_stat(5). */
function countThreadsByPriority(): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const thread of readdirSync("/proc/self/task")) {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, "utf8");
    const priority = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
    counts.set(priority, (counts.get(priority) ?? 0) + 1);
  }
  return counts;
}
