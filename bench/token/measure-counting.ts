import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import type { LoadGenerator } from "../load/load-generator.ts";
import { findDataFolder } from "../seed/open-data-folder.ts";
import type { CelitechAuth } from "../servers/start-celitech-auth.ts";

export type CountingSettings = {
  readonly seconds: number;
  readonly connections: number;
};

export type CountingResults = {
  /** Tokens that were issued at full load, and that the generator had in its hands. */
  readonly issued: number;
  /** Of these, how many the database has; those under way at the end are there, too, so it may be a few more. */
  readonly counted: number;
};

/** Longer than the 5 seconds after which usage is written. */
const UNCHANGED_MS = 7_000;
const WRITTEN_MS_MAX = 120_000;

/** Whether everything that is used at full load is written in the end. */
export async function measureCounting(
  competitor: CelitechAuth,
  generator: LoadGenerator,
  { seconds, connections }: CountingSettings,
): Promise<CountingResults> {
  const { databasePath } = findDataFolder(competitor.dataFolder);
  const before = await readWrittenTotal(databasePath);
  const { requests: issued } = await generator.run({
    port: competitor.port,
    path: competitor.tokenPath,
    credentials: competitor.credentials,
    connections,
    pace: { kind: "as-answered" },
    leadInSeconds: 0,
    seconds,
    observedPids: [],
  });
  return { issued, counted: (await readWrittenTotal(databasePath)) - before };
}

/** Once it stays the same. @throws when it never does: something is still being written. */
async function readWrittenTotal(databasePath: string): Promise<number> {
  using database = new DatabaseSync(databasePath, { readOnly: true });
  const statement = database.prepare("select sum(tokens_issued) as total from secret_uses");
  const read = (): number => Number(statement.get()?.["total"]);
  const deadline = performance.now() + WRITTEN_MS_MAX;
  for (let total = read(); performance.now() < deadline; ) {
    await sleep(UNCHANGED_MS);
    const next = read();
    if (next === total) return total;
    total = next;
  }
  throw new Error(`usage was still being written after ${WRITTEN_MS_MAX / 1000} seconds`);
}
