import type { Machine } from "../measure/describe-machine.ts";
import { formatBytes, formatTable, formatWhole } from "../measure/format-table.ts";
import type { CountingResults } from "./measure-counting.ts";
import type { TurnSettings } from "./measure-in-turns.ts";
import type { ManyClientsResults } from "./measure-many-clients.ts";
import type { PeerResults } from "./measure-peers.ts";
import type { Ratio } from "./ratio.ts";
import type { ServerSummary } from "./summarise-turns.ts";

export type TokenResults = {
  readonly machine: Machine;
  readonly peers: PeerResults | null;
  readonly manyClients: ManyClientsResults | null;
};

/** The results for people, as Markdown that also reads well in a terminal. */
export function formatTokenResults({ machine, peers, manyClients }: TokenResults): string {
  const packages = Object.entries(machine.packages).map(([name, version]) => `${name} ${version}`);
  const head = `# Tokens per second

${machine.date}, ${machine.cpu}, ${machine.cores} cores shared with the load generator, ${machine.memoryGiB} GiB,
${machine.system}, Node.js ${machine.node}, ${packages.join(", ")}`;
  const ratios = [...(peers?.ratios ?? []), ...(manyClients?.ratios ?? [])];
  const parts = [
    head,
    ratios.length === 0 ? [] : formatRatios(ratios),
    peers === null ? [] : formatPeers(peers),
    manyClients === null ? [] : [formatManyClients(manyClients), formatStalls(manyClients)],
  ];
  return `${parts.flat().join("\n\n")}\n`;
}

function formatRatios(ratios: readonly Ratio[]): string {
  return formatTable(
    ["ratio", "at least", "median per round", "min–max", "of medians", "reached"],
    ratios.map((ratio) => [
      ratio.name,
      ratio.atLeast.toFixed(2),
      ratio.perRound.median.toFixed(2),
      `${ratio.perRound.min.toFixed(2)}–${ratio.perRound.max.toFixed(2)}`,
      ratio.ofMedians.toFixed(2),
      ratio.isReached ? "yes" : "no",
    ]),
  );
}

function formatPeers({ settings, servers, gains, medianRates }: PeerResults): readonly string[] {
  const parts = [
    "## One client",
    describeTurns(settings),
    formatServers(servers),
    ...formatCpu(servers),
    ...formatStarts(servers, medianRates),
  ];
  if (gains.length === 0) return parts;
  const rows = gains.map(({ over, under, ofMedians }) => [`${over} / ${under}`, ofMedians.toFixed(2)]);
  return [...parts, "What a second process brings, of medians:", formatTable(["gain", "ratio"], rows)];
}

function formatStarts(servers: readonly ServerSummary[], medianRates: PeerResults["medianRates"]): readonly string[] {
  const rows = servers.map(({ name }) => [name, ...medianRates.map((rates) => formatWhole(rates[name] ?? 0))]);
  const head = ["server", ...medianRates.map((_, index) => `start ${index + 1}`)];
  return [
    "All of this was done once for each column, every server started anew; tokens/s, medians:",
    formatTable(head, rows),
  ];
}

function formatManyClients({ settings, cachedClientsMax, servers, counting }: ManyClientsResults): string {
  const memory = servers.flatMap(({ name, residentBytes }) =>
    residentBytes.length === 0 ? [] : [[name, residentBytes.map(formatBytes).join(", ")]],
  );
  const parts = [
    "## Many clients",
    `${formatWhole(settings.clients)} clients in the database, and requests spread evenly over all of them.`,
    describeTurns(settings.turns),
    formatServers(servers),
    ...formatCpu(servers),
    `Resident memory at the end of each turn, with at most ${formatWhole(cachedClientsMax)} clients kept in memory
(CELITECH_AUTH_CLIENT_CACHE_ENTRIES, its default):`,
    formatTable(["server", "resident"], memory),
    describeCounting(counting, settings.counting.seconds),
  ];
  return parts.join("\n\n");
}

function describeCounting({ issued, counted }: CountingResults, seconds: number): string {
  const lost = Math.max(0, issued - counted);
  const rate = formatWhole(issued / seconds);
  const share = lost === 0 ? "all" : `${(100 * (1 - lost / issued)).toFixed(2)} %`;
  return `At full load for ${seconds} s (${rate} tokens/s), ${share} of ${formatWhole(issued)} uses were in the database afterwards.`;
}

function formatStalls({ settings: { clients, stalls: settings }, stalls }: ManyClientsResults): string {
  const table = formatTable(
    ["what happens meanwhile", "requests", "p50 ms", "p99 ms", "p99.9 ms", "longest ms", "generator ms"],
    stalls.rows.map(({ name, requests, latencyMs, generatorDelayMsMax }) => [
      name,
      formatWhole(requests),
      latencyMs.p50.toFixed(1),
      latencyMs.p99.toFixed(1),
      latencyMs.p999.toFixed(1),
      latencyMs.max.toFixed(1),
      generatorDelayMsMax.toFixed(1),
    ]),
  );
  return `## The longest stall

${formatWhole(stalls.requestsPerSecond)} requests a second, due at even intervals (${Math.round(settings.shareOfCapacity * 100)} % of what is possible with
${formatWhole(clients)} clients), ${settings.rounds} rounds of ${settings.seconds} s. Time counts from when a request was due, waiting for a
connection included. The last column is the longest that the load generator itself was late.

${table}`;
}

function describeTurns(settings: TurnSettings): string {
  return `${settings.connections} keep-alive connections, ${settings.rounds} rounds in turns of ${settings.seconds} s
(after ${settings.leadInSeconds} s unmeasured, and ${settings.warmUpSeconds} s of warm-up each). Every answer was a 200.`;
}

function formatServers(servers: readonly ServerSummary[]): string {
  return formatTable(
    ["server", "tokens/s", "min–max", "p50 ms", "p99 ms", "max ms", "verified"],
    servers.map((server) => [
      server.name,
      formatWhole(server.requestsPerSecond.median),
      `${formatWhole(server.requestsPerSecond.min)}–${formatWhole(server.requestsPerSecond.max)}`,
      server.latencyMs.p50.toFixed(2),
      server.latencyMs.p99.toFixed(2),
      server.latencyMs.max.toFixed(0),
      formatWhole(server.verifiedTokens),
    ]),
  );
}

function formatCpu(servers: readonly ServerSummary[]): readonly string[] {
  const rows = servers.flatMap(({ name, cpuMicrosPerRequest: cpu }) =>
    cpu === null
      ? []
      : [
          [
            name,
            formatWhole(cpu.serverMainThread),
            formatWhole(cpu.serverOtherThreads),
            formatWhole(cpu.generator),
            `${formatWhole(cpu.foreignShare * 100)} %`,
          ],
        ],
  );
  if (rows.length === 0) return [];
  return [
    "CPU time a token (µs, medians), and the share of the machine that others took meanwhile:",
    formatTable(["server", "main thread", "other threads", "load generator", "others"], rows),
  ];
}
