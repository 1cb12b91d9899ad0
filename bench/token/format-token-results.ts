import type { Machine } from "../measure/describe-machine.ts";
import { formatTable, formatWhole } from "../measure/format-table.ts";
import type { TurnSettings } from "./measure-in-turns.ts";
import type { ServerSummary, TokenSummary } from "./summarise-turns.ts";

export type TokenResults = { readonly machine: Machine; readonly settings: TurnSettings } & TokenSummary;

/** The results for people, as Markdown that also reads well in a terminal. */
export function formatTokenResults({ machine, settings, servers, ratios }: TokenResults): string {
  const packages = Object.entries(machine.packages).map(([name, version]) => `${name} ${version}`);
  return `# Tokens per second

${machine.date}, ${machine.cpu}, ${machine.cores} cores shared with the load generator, ${machine.memoryGiB} GiB,
${machine.system}, Node.js ${machine.node}, ${packages.join(", ")}

${settings.connections} keep-alive connections, ${settings.rounds} rounds in turns of ${settings.seconds} s
(after ${settings.leadInSeconds} s unmeasured, and ${settings.warmUpSeconds} s of warm-up each). Every answer was a 200.

${formatTable(
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
)}

${formatTable(
  ["ratio", "at least", "of medians", "median per round", "min–max", "reached"],
  ratios.map((ratio) => [
    ratio.name,
    ratio.atLeast.toFixed(2),
    ratio.ofMedians.toFixed(2),
    ratio.perRound.median.toFixed(2),
    `${ratio.perRound.min.toFixed(2)}–${ratio.perRound.max.toFixed(2)}`,
    ratio.isReached ? "yes" : "no",
  ]),
)}
${formatCpu(servers)}`;
}

function formatCpu(servers: readonly ServerSummary[]): string {
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
  if (rows.length === 0) return "";
  return `
CPU time a token (µs, medians), and the share of the machine that others took meanwhile:

${formatTable(["server", "main thread", "other threads", "load generator", "others"], rows)}
`;
}
