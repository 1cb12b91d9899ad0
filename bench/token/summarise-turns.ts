import type { CpuMicrosPerRequest, LatencyMs, LoadReport } from "../load/load-job.ts";
import { measureSpread, type Spread } from "../measure/spread.ts";
import type { Competitor } from "../servers/competitor.ts";
import type { Turns } from "./measure-in-turns.ts";

export type ServerSummary = {
  readonly name: string;
  readonly description: string;
  readonly requests: number;
  readonly verifiedTokens: number;
  readonly requestsPerSecond: Spread;
  readonly latencyMs: LatencyMs;
  readonly cpuMicrosPerRequest: CpuMicrosPerRequest | null;
  /** At the end of each round; empty where the system does not tell. */
  readonly residentBytes: readonly number[];
};

/** Of each round, the rate of every server. */
export type Rounds = readonly Readonly<Record<string, number>>[];

export function summariseServers(competitors: readonly Competitor[], turns: Turns): readonly ServerSummary[] {
  return competitors.map(({ name, description }) => summariseServer(name, description, turns.get(name) ?? []));
}

function summariseServer(name: string, description: string, reports: readonly LoadReport[]): ServerSummary {
  return {
    name,
    description,
    requests: reports.reduce((sum, { requests }) => sum + requests, 0),
    verifiedTokens: reports.reduce((sum, { sampledTokens }) => sum + sampledTokens.length, 0),
    requestsPerSecond: measureSpread(reports.map(({ requestsPerSecond }) => requestsPerSecond)),
    latencyMs: summariseLatencies(reports),
    cpuMicrosPerRequest: summariseCpu(reports),
    residentBytes: reports.flatMap(({ residentBytes }) => residentBytes ?? []),
  };
}

/** The percentiles are medians over the rounds; the maximum is the longest of all. */
export function summariseLatencies(reports: readonly LoadReport[]): LatencyMs {
  const median = (read: (latencyMs: LatencyMs) => number): number =>
    measureSpread(reports.map(({ latencyMs }) => read(latencyMs))).median;
  return {
    p50: median(({ p50 }) => p50),
    p99: median(({ p99 }) => p99),
    p999: median(({ p999 }) => p999),
    max: Math.max(...reports.map(({ latencyMs }) => latencyMs.max)),
  };
}

function summariseCpu(reports: readonly LoadReport[]): CpuMicrosPerRequest | null {
  const cpu = reports.flatMap(({ cpuMicrosPerRequest }) => cpuMicrosPerRequest ?? []);
  if (cpu.length === 0) return null;
  const median = (read: (cpu: CpuMicrosPerRequest) => number): number => measureSpread(cpu.map(read)).median;
  return {
    serverMainThread: median(({ serverMainThread }) => serverMainThread),
    serverOtherThreads: median(({ serverOtherThreads }) => serverOtherThreads),
    generator: median(({ generator }) => generator),
    foreignShare: median(({ foreignShare }) => foreignShare),
  };
}

export function listRounds(turns: Turns): Rounds {
  const rounds: Record<string, number>[] = [];
  for (const [name, reports] of turns) {
    reports.forEach(({ requestsPerSecond }, round) => {
      rounds[round] = { ...rounds[round], [name]: Math.round(requestsPerSecond) };
    });
  }
  return rounds;
}
