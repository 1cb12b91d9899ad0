// node bench/client.ts: how fast a cached token is, against the clients that cache one, in turns; and how many requests 1,000 cold
// concurrent calls make. Prints the table and writes bench/results/client.{json,md}.
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FaultServer } from "../packages/client/test/fault-server.ts";
import { libraries, versionOf } from "./clients/libraries.ts";
import type { ClientLibrary, MeasuredClient } from "./clients/measured-client.ts";

interface Contestant {
  readonly name: string;
  /** Gets the cached token so many times. */
  readonly calls: (count: number) => Promise<void> | void;
  readonly perSecond: number[];
}

export interface ClientBenchResult {
  readonly machine: string;
  readonly cached: readonly { name: string; median: number; low: number; high: number; ratio: number }[];
  readonly cold: readonly { name: string; requests: number }[];
}

const cachingPackages = ["google-auth-library", "@azure/msal-node", "auth0"];
const coldCalls = 1_000;
const batchMs = 150;

export async function run(rounds = 7): Promise<ClientBenchResult> {
  const server = await new FaultServer().listen();
  try {
    const contestants = await makeContestants(server);
    for (let round = 0; round <= rounds; round++)
      for (const contestant of contestants) {
        const rate = await measure(contestant);
        // The first round warms up.
        if (round > 0) contestant.perSecond.push(rate);
      }
    return { machine: describeMachine(), cached: summarize(contestants), cold: await countCold() };
  } finally {
    await server.stop();
  }
}

async function makeContestants(server: FaultServer): Promise<Contestant[]> {
  const contestants: Contestant[] = [];
  for (const library of libraries) {
    const isOwn = library.package === "@celitech-auth/client";
    if (!isOwn && !cachingPackages.includes(library.package)) continue;
    const client = await warm(library, server);
    const name = `${library.package} ${versionOf(library.package)}`;
    const { peek } = client;
    if (peek) contestants.push({ name: `${name}, peek`, calls: (count) => repeat(peek, count), perSecond: [] });
    contestants.push({
      name: isOwn ? `${name}, promise` : name,
      calls: (count) => repeatAwait(client, count),
      perSecond: [],
    });
  }
  return contestants;
}

async function warm(library: ClientLibrary, server: FaultServer): Promise<MeasuredClient> {
  const client = await library.make({ tokenUrl: server.url, clientId: "id", clientSecret: "secret" });
  if (!(await client.getToken())) throw new Error(`${library.package} got no token`);
  return client;
}

function repeat(peek: () => string | undefined, count: number): void {
  for (let call = 0; call < count; call++) if (peek() === undefined) throw new Error("the cached token is gone");
}

async function repeatAwait(client: MeasuredClient, count: number): Promise<void> {
  for (let call = 0; call < count; call++) if (!(await client.getToken())) throw new Error("the cached token is gone");
}

/** Calls per second, over at least 150 ms. */
async function measure({ calls }: Contestant): Promise<number> {
  for (let count = 1_000; ; count *= 4) {
    const start = performance.now();
    await calls(count);
    const passedMs = performance.now() - start;
    if (passedMs >= batchMs) return (count / passedMs) * 1_000;
  }
}

function summarize(contestants: readonly Contestant[]): ClientBenchResult["cached"] {
  const rows = contestants.map(({ name, perSecond }) => {
    const sorted = perSecond.toSorted((left, right) => left - right);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    return { name, median, low: sorted[0] ?? 0, high: sorted.at(-1) ?? 0 };
  });
  const promise = rows.find(({ name }) => name.endsWith("promise"))?.median ?? 1;
  return rows.map((row) => ({ ...row, ratio: promise / row.median }));
}

async function countCold(): Promise<ClientBenchResult["cold"]> {
  const counts: { name: string; requests: number }[] = [];
  for (const library of libraries) {
    const server = await new FaultServer().listen();
    const client = await library.make({ tokenUrl: server.url, clientId: "id", clientSecret: "secret" });
    await Promise.all(Array.from({ length: coldCalls }, () => client.getToken()));
    counts.push({ name: `${library.package} ${versionOf(library.package)}`, requests: server.requests.length });
    await server.stop();
  }
  return counts;
}

function describeMachine(): string {
  const processors = cpus();
  return `${processors.length} × ${processors[0]?.model.trim()}, Node ${process.version}, ${process.platform} ${process.arch}`;
}

export function format({ machine, cached, cold }: ClientBenchResult): string {
  const millions = (rate: number) => (rate / 1_000_000).toFixed(rate < 100_000 ? 3 : 2);
  const cachedRows = cached.map(
    ({ name, median, low, high, ratio }) =>
      `| ${name} | ${millions(median)} | ${millions(low)} – ${millions(high)} | ${ratio.toFixed(2)} × |`,
  );
  const coldRows = cold.map(({ name, requests }) => `| ${name} | ${requests} |`);
  return `# A cached token from the client

${machine}

| client | million calls per second, median | spread | ours through a promise is |
| --- | --- | --- | --- |
${cachedRows.join("\n")}

| client | token requests for ${coldCalls} cold concurrent calls |
| --- | --- |
${coldRows.join("\n")}
`;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { rounds: { type: "string", default: "7" } } });
  const result = await run(Number(values.rounds));
  const results = join(import.meta.dirname, "results");
  await mkdir(results, { recursive: true });
  await writeFile(join(results, "client.json"), `${JSON.stringify(result, null, 2)}\n`);
  await writeFile(join(results, "client.md"), format(result));
  console.log(format(result));
  process.exit();
}
