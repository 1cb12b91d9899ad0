import { VARIABLES } from "../../packages/server/src/config-variables.ts";
import type { LoadGenerator } from "../load/load-generator.ts";
import { type CelitechAuth, startCelitechAuth } from "../servers/start-celitech-auth.ts";
import { startBareServer } from "../servers/start-peers.ts";
import { type CountingResults, type CountingSettings, measureCounting } from "./measure-counting.ts";
import { measureInTurns, type TurnSettings } from "./measure-in-turns.ts";
import { measureStalls, type StallResults, type StallSettings } from "./measure-stalls.ts";
import { compareRates, medianRate, type Ratio } from "./ratio.ts";
import { listRounds, type Rounds, type ServerSummary, summariseServers } from "./summarise-turns.ts";

export type ManyClientsSettings = {
  readonly clients: number;
  readonly turns: TurnSettings;
  readonly counting: CountingSettings;
  readonly stalls: StallSettings;
};

export type ManyClientsResults = {
  readonly settings: ManyClientsSettings;
  /** CELITECH_AUTH_CLIENT_CACHE_ENTRIES, which bounds the memory. */
  readonly cachedClientsMax: number;
  readonly servers: readonly ServerSummary[];
  readonly ratios: readonly Ratio[];
  readonly rounds: Rounds;
  readonly counting: CountingResults;
  readonly stalls: StallResults;
};

const MANY_CLIENTS_RATIO_MIN = 0.6;
const CACHED_CLIENTS_MAX = Number(VARIABLES.CLIENT_CACHE_ENTRIES.defaultText);

/** Our server with requests spread over many clients, against itself with one; and the longest that anyone waited. */
export async function measureManyClients(
  settings: ManyClientsSettings,
  generator: LoadGenerator,
  resources: AsyncDisposableStack,
): Promise<ManyClientsResults> {
  console.error(`making a database with ${settings.clients} clients`);
  const manyClients = resources.adopt(await startCelitechAuth({ clients: settings.clients }), ({ stop }) => stop());
  const oneClient = resources.adopt(await startCelitechAuth(), ({ stop }) => stop());
  const competitors: readonly CelitechAuth[] = [oneClient, manyClients];
  const turns = await measureInTurns(competitors, generator, settings.turns);
  await oneClient.stop();
  console.error("all of the machine for a server whose usage is counted");
  const counting = await measureCounting(manyClients, generator, settings.counting);
  const bare = resources.adopt(await startBareServer("one-thread-pool"), ({ stop }) => stop());
  const capacity = medianRate(manyClients.name, turns);
  return {
    settings,
    cachedClientsMax: CACHED_CLIENTS_MAX,
    servers: summariseServers(competitors, turns),
    ratios: [compareRates({ over: manyClients.name, under: oneClient.name }, MANY_CLIENTS_RATIO_MIN, turns)],
    rounds: listRounds(turns),
    counting,
    stalls: await measureStalls({ bare, manyClients, clients: settings.clients, capacity }, generator, settings.stalls),
  };
}
