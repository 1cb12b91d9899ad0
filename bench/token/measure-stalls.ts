import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { LoadGenerator } from "../load/load-generator.ts";
import type { Credentials, LatencyMs, LoadReport } from "../load/load-job.ts";
import { deriveCredential } from "../seed/derive-credential.ts";
import type { Competitor } from "../servers/competitor.ts";
import { stopProcess } from "../servers/competitor.ts";
import type { CelitechAuth } from "../servers/start-celitech-auth.ts";
import { summariseLatencies } from "./summarise-turns.ts";

export type StallSettings = {
  readonly rounds: number;
  /** Of each turn: several times the 5 seconds after which our server writes what it has counted. */
  readonly seconds: number;
  readonly connections: number;
  readonly leadInSeconds: number;
  /** Of what the server can do with many clients: enough to notice a stall, too little to be one. */
  readonly shareOfCapacity: number;
};

export type StallResults = {
  readonly requestsPerSecond: number;
  readonly rows: readonly StallRow[];
};

export type StallRow = {
  readonly name: string;
  readonly requests: number;
  readonly latencyMs: LatencyMs;
  /** The generator's own longest delay: a stall no longer than this may be its own. */
  readonly generatorDelayMsMax: number;
};

export type StallParts = {
  readonly bare: Competitor;
  readonly manyClients: CelitechAuth;
  readonly clients: number;
  /** Tokens per second. */
  readonly capacity: number;
};

type Situation = {
  readonly name: string;
  readonly competitor: Competitor;
  readonly credentials: Credentials;
  readonly isDisturbed: boolean;
};

const CHANGE_CLIENTS = fileURLToPath(new URL("../seed/change-clients.ts", import.meta.url));
const ROUNDED_TO_REQUESTS_PER_SECOND = 100;

/** How long requests wait at a rate far below the most, with nothing written meanwhile, with usage, and with other writers too. */
export async function measureStalls(
  parts: StallParts,
  generator: LoadGenerator,
  settings: StallSettings,
): Promise<StallResults> {
  const share = (parts.capacity * settings.shareOfCapacity) / ROUNDED_TO_REQUESTS_PER_SECOND;
  const requestsPerSecond = Math.max(1, Math.round(share)) * ROUNDED_TO_REQUESTS_PER_SECOND;
  const situations = listSituations(parts);
  const reports = new Map<string, LoadReport[]>(situations.map(({ name }) => [name, []]));
  for (let round = 1; round <= settings.rounds; round += 1) {
    console.error(`round ${round} of ${settings.rounds} at ${requestsPerSecond}/s`);
    for (const situation of situations) {
      const report = await measureSituation(situation, requestsPerSecond, parts, generator, settings);
      reports.get(situation.name)?.push(report);
      console.error(`  ${situation.name}: longest ${report.latencyMs.max.toFixed(1)} ms`);
    }
  }
  return { requestsPerSecond, rows: situations.map(({ name }) => summariseSituation(name, reports.get(name) ?? [])) };
}

function listSituations({ bare, manyClients }: StallParts): readonly Situation[] {
  const one: Credentials = { kind: "one", credential: deriveCredential(0) };
  const all = manyClients.credentials;
  const ours = { competitor: manyClients, isDisturbed: false };
  return [
    { name: bare.name, competitor: bare, credentials: bare.credentials, isDisturbed: false },
    { name: "celitech-auth, one client: next to nothing is written", ...ours, credentials: one },
    { name: "celitech-auth, all clients: their usage is written", ...ours, credentials: all },
    { name: "celitech-auth, all clients, and others hold the lock", ...ours, credentials: all, isDisturbed: true },
  ];
}

async function measureSituation(
  { competitor, credentials, isDisturbed }: Situation,
  requestsPerSecond: number,
  { manyClients, clients }: StallParts,
  generator: LoadGenerator,
  settings: StallSettings,
): Promise<LoadReport> {
  const stopChanging = isDisturbed ? changeClients(manyClients.dataFolder, clients) : null;
  try {
    return await generator.run({
      port: competitor.port,
      path: competitor.tokenPath,
      credentials,
      connections: settings.connections,
      pace: { kind: "fixed-rate", requestsPerSecond },
      leadInSeconds: settings.leadInSeconds,
      seconds: settings.seconds,
      observedPids: [competitor.pid],
    });
  } finally {
    await stopChanging?.();
    if (credentials.kind === "derived") await sleep(competitor.settleSeconds * 1000);
  }
}

/** Another process that writes. @throws (when it is stopped) where it could not go on. */
function changeClients(dataFolder: string, clients: number): () => Promise<void> {
  const child = spawn(process.execPath, [CHANGE_CLIENTS, dataFolder, String(clients)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return async () => {
    await stopProcess(child);
    if (child.exitCode !== 0) throw new Error(`changing clients ended with exit code ${child.exitCode}`);
  };
}

function summariseSituation(name: string, reports: readonly LoadReport[]): StallRow {
  return {
    name,
    requests: reports.reduce((sum, { requests }) => sum + requests, 0),
    latencyMs: summariseLatencies(reports),
    generatorDelayMsMax: Math.max(...reports.map(({ generatorDelayMsMax }) => generatorDelayMsMax)),
  };
}
