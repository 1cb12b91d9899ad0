import type { CpuMicrosPerRequest, LoadReport } from "../load/load-job.ts";
import { measureSpread, type Spread } from "../measure/spread.ts";
import type { Competitor } from "../servers/competitor.ts";
import type { Turns } from "./measure-in-turns.ts";

export type ServerSummary = {
  readonly name: string;
  readonly description: string;
  readonly requests: number;
  readonly verifiedTokens: number;
  readonly requestsPerSecond: Spread;
  /** p50 and p99 are medians over the rounds; max is the longest of all. */
  readonly latencyMs: LoadReport["latencyMs"];
  readonly cpuMicrosPerRequest: CpuMicrosPerRequest | null;
};

export type RatioSummary = {
  readonly name: string;
  readonly atLeast: number;
  readonly ofMedians: number;
  readonly perRound: Spread;
  readonly isReached: boolean;
};

export type TokenSummary = {
  readonly servers: readonly ServerSummary[];
  readonly ratios: readonly RatioSummary[];
  readonly rounds: readonly Readonly<Record<string, number>>[];
};

const OIDC_PROVIDER_RATIO_MIN = 3;
const BARE_RATIO_MIN = 0.85;

export function summariseTurns(competitors: readonly Competitor[], turns: Turns): TokenSummary {
  const servers = competitors.map((competitor) => summariseServer(competitor, turns.get(competitor.name) ?? []));
  const ours = servers.find(({ name }) => name === "celitech-auth");
  const oidcProvider = servers.find(({ name }) => name === "oidc-provider");
  const ratios: RatioSummary[] = [];
  if (ours !== undefined) {
    if (oidcProvider !== undefined) ratios.push(compare(ours, oidcProvider, OIDC_PROVIDER_RATIO_MIN, turns));
    const bare = findFastestBare(servers);
    if (bare !== undefined) ratios.push(compare(ours, bare, BARE_RATIO_MIN, turns));
  }
  return { servers, ratios, rounds: listRounds(turns) };
}

function summariseServer({ name, description }: Competitor, reports: readonly LoadReport[]): ServerSummary {
  const median = (read: (report: LoadReport) => number): number => measureSpread(reports.map(read)).median;
  const cpu = reports.flatMap(({ cpuMicrosPerRequest }) => cpuMicrosPerRequest ?? []);
  const medianCpu = (read: (cpu: CpuMicrosPerRequest) => number): number => measureSpread(cpu.map(read)).median;
  return {
    name,
    description,
    requests: reports.reduce((sum, { requests }) => sum + requests, 0),
    verifiedTokens: reports.reduce((sum, { sampledTokens }) => sum + sampledTokens.length, 0),
    requestsPerSecond: measureSpread(reports.map(({ requestsPerSecond }) => requestsPerSecond)),
    latencyMs: {
      p50: median(({ latencyMs }) => latencyMs.p50),
      p99: median(({ latencyMs }) => latencyMs.p99),
      max: Math.max(...reports.map(({ latencyMs }) => latencyMs.max)),
    },
    cpuMicrosPerRequest:
      cpu.length === 0
        ? null
        : {
            serverMainThread: medianCpu(({ serverMainThread }) => serverMainThread),
            serverOtherThreads: medianCpu(({ serverOtherThreads }) => serverOtherThreads),
            generator: medianCpu(({ generator }) => generator),
            foreignShare: medianCpu(({ foreignShare }) => foreignShare),
          },
  };
}

/** The faster way of signing is the floor to measure against: which one it is depends on the machine. */
function findFastestBare(servers: readonly ServerSummary[]): ServerSummary | undefined {
  return servers
    .filter(({ name }) => name.startsWith("bare "))
    .toSorted((left, right) => right.requestsPerSecond.median - left.requestsPerSecond.median)[0];
}

function compare(ours: ServerSummary, other: ServerSummary, atLeast: number, turns: Turns): RatioSummary {
  const otherReports = turns.get(other.name) ?? [];
  const perRound = (turns.get(ours.name) ?? []).flatMap((report, round) => {
    const rate = otherReports[round]?.requestsPerSecond;
    return rate === undefined ? [] : report.requestsPerSecond / rate;
  });
  const ofMedians = ours.requestsPerSecond.median / other.requestsPerSecond.median;
  return {
    name: `${ours.name} / ${other.name}`,
    atLeast,
    ofMedians,
    perRound: measureSpread(perRound),
    isReached: ofMedians >= atLeast,
  };
}

function listRounds(turns: Turns): readonly Readonly<Record<string, number>>[] {
  const rounds: Record<string, number>[] = [];
  for (const [name, reports] of turns) {
    reports.forEach(({ requestsPerSecond }, round) => {
      rounds[round] = { ...rounds[round], [name]: Math.round(requestsPerSecond) };
    });
  }
  return rounds;
}
