import type { LoadGenerator } from "../load/load-generator.ts";
import type { LoadReport } from "../load/load-job.ts";
import type { Competitor } from "../servers/competitor.ts";
import { startCelitechAuth } from "../servers/start-celitech-auth.ts";
import { startBareServer, startOidcProvider } from "../servers/start-peers.ts";
import { measureInTurns, type TurnSettings, type Turns } from "./measure-in-turns.ts";
import { compareGains, compareRates, medianRate, type Quotient, type Ratio } from "./ratio.ts";
import { listRounds, type Rounds, type ServerSummary, summariseServers } from "./summarise-turns.ts";

export type PeerSettings = TurnSettings & {
  /** How often all of it is done, with every server started anew. */
  readonly starts: number;
};

export type PeerResults = {
  readonly settings: PeerSettings;
  readonly servers: readonly ServerSummary[];
  readonly ratios: readonly Ratio[];
  readonly gains: readonly Gain[];
  /** Of each start, the median rate of every server. */
  readonly medianRates: Rounds;
  readonly rounds: Rounds;
};

/** What a second process brings. */
export type Gain = Quotient & { readonly ofMedians: number };

const WORKERS = 2;

export const PEERS = {
  "celitech-auth": () => startCelitechAuth(),
  "celitech-auth-workers": () => startCelitechAuth({ workers: WORKERS }),
  "oidc-provider": startOidcProvider,
  "bare-main-thread": () => startBareServer("main-thread"),
  "bare-thread-pool": () => startBareServer("thread-pool"),
  "bare-one-thread-pool": () => startBareServer("one-thread-pool"),
  "bare-main-thread-workers": () => startBareServer("main-thread", WORKERS),
  "bare-one-thread-pool-workers": () => startBareServer("one-thread-pool", WORKERS),
} as const satisfies Record<string, () => Promise<Competitor>>;

const OIDC_PROVIDER_RATIO_MIN = 3;
const BARE_RATIO_MIN = 0.85;
const WORKERS_GAIN_RATIO_MIN = 1;

/** Our server and its peers in turns, each with one client. Several processes of each: two of the same code may differ for as long as they live. */
export async function measurePeers(
  names: readonly string[],
  generator: LoadGenerator,
  settings: PeerSettings,
  resources: AsyncDisposableStack,
): Promise<PeerResults> {
  const turns = new Map<string, LoadReport[]>();
  const medianRates: Record<string, number>[] = [];
  let competitors: readonly Competitor[] = [];
  for (let start = 1; start <= settings.starts; start += 1) {
    console.error(`start ${start} of ${settings.starts}`);
    await using processes = resources.use(new AsyncDisposableStack());
    competitors = await startPeers(names, processes);
    const ofThisStart = await measureInTurns(competitors, generator, settings);
    for (const [name, reports] of ofThisStart) turns.set(name, [...(turns.get(name) ?? []), ...reports]);
    medianRates.push(Object.fromEntries(competitors.map(({ name }) => [name, medianRate(name, ofThisStart)])));
  }
  return {
    settings,
    servers: summariseServers(competitors, turns),
    ratios: compareAll(competitors, turns),
    gains: listGains(competitors, turns),
    medianRates,
    rounds: listRounds(turns),
  };
}

async function startPeers(names: readonly string[], resources: AsyncDisposableStack): Promise<readonly Competitor[]> {
  const competitors: Competitor[] = [];
  for (const [name, start] of Object.entries(PEERS))
    if (names.includes(name)) competitors.push(resources.adopt(await start(), ({ stop }) => stop()));
  return competitors;
}

function compareAll(competitors: readonly Competitor[], turns: Turns): readonly Ratio[] {
  const find = (family: Competitor["family"], workers: number): string | undefined =>
    findFastest(family, workers, competitors, turns);
  const ours = find("celitech-auth", 1);
  const oursShared = find("celitech-auth", WORKERS);
  const oidcProvider = find("oidc-provider", 1);
  const bare = find("bare", 1);
  const bareShared = find("bare", WORKERS);
  const ratios: Ratio[] = [];
  if (ours === undefined) return ratios;
  if (oidcProvider !== undefined)
    ratios.push(compareRates({ over: ours, under: oidcProvider }, OIDC_PROVIDER_RATIO_MIN, turns));
  if (bare === undefined) return ratios;
  ratios.push(compareRates({ over: ours, under: bare }, BARE_RATIO_MIN, turns));
  if (oursShared !== undefined && bareShared !== undefined) {
    const name = `gain by ${WORKERS} workers, celitech-auth / bare`;
    const ownGain = { over: oursShared, under: ours };
    ratios.push(compareGains(name, ownGain, { over: bareShared, under: bare }, WORKERS_GAIN_RATIO_MIN, turns));
  }
  return ratios;
}

/** Which way of signing is the fastest depends on the machine, and on how many processes share it. */
function findFastest(
  family: Competitor["family"],
  workers: number,
  competitors: readonly Competitor[],
  turns: Turns,
): string | undefined {
  return competitors
    .filter((competitor) => competitor.family === family && competitor.workers === workers)
    .map(({ name }) => name)
    .toSorted((left, right) => medianRate(right, turns) - medianRate(left, turns))[0];
}

function listGains(competitors: readonly Competitor[], turns: Turns): readonly Gain[] {
  return competitors.flatMap(({ name: over, workers }) => {
    const under = competitors.find(({ name, workers: one }) => one === 1 && over.startsWith(`${name},`))?.name;
    if (workers === 1 || under === undefined) return [];
    return { over, under, ofMedians: medianRate(over, turns) / medianRate(under, turns) };
  });
}
