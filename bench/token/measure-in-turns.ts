import { setTimeout as sleep } from "node:timers/promises";
import type { LoadGenerator } from "../load/load-generator.ts";
import type { LoadReport } from "../load/load-job.ts";
import { formatBytes } from "../measure/format-table.ts";
import type { Competitor } from "../servers/competitor.ts";
import { verifyTokens } from "./verify-tokens.ts";

export type TurnSettings = {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  /** Of each turn, before its measured time. */
  readonly leadInSeconds: number;
  /** Of each competitor once, before the first round. */
  readonly warmUpSeconds: number;
};

/** Of each competitor by name, one report a round. */
export type Turns = ReadonlyMap<string, readonly LoadReport[]>;

/**
 * Loads one competitor after the other, round after round, with all of them running throughout. What disturbs a machine
 * comes and goes within a second, so many short turns side by side compare better than a few long ones.
 * @throws when any answer is not a 200, or any sampled token does not verify.
 */
export async function measureInTurns(
  competitors: readonly Competitor[],
  generator: LoadGenerator,
  settings: TurnSettings,
): Promise<Turns> {
  const turns = new Map<string, LoadReport[]>(competitors.map(({ name }) => [name, []]));
  for (const competitor of competitors) {
    console.error(`warming up ${competitor.name}`);
    await loadOnce(competitor, generator, { ...settings, leadInSeconds: settings.warmUpSeconds });
  }
  for (let round = 1; round <= settings.rounds; round += 1) {
    console.error(`round ${round} of ${settings.rounds}`);
    for (const competitor of shuffle(competitors)) {
      const report = await loadOnce(competitor, generator, settings);
      await verifyTokens(competitor, report.sampledTokens);
      turns.get(competitor.name)?.push(report);
      const memory = report.residentBytes === null ? "" : `, ${formatBytes(report.residentBytes)} resident`;
      console.error(`  ${competitor.name}: ${Math.round(report.requestsPerSecond)}/s${memory}`);
    }
  }
  return turns;
}

/** Every round in another order: what a turn leaves behind on the machine does not always meet the same. */
function shuffle<Item>(items: readonly Item[]): readonly Item[] {
  const places = items.map((item) => ({ item, place: Math.random() }));
  return places.toSorted((left, right) => left.place - right.place).map(({ item }) => item);
}

async function loadOnce(competitor: Competitor, generator: LoadGenerator, settings: TurnSettings): Promise<LoadReport> {
  const report = await generator.run({
    port: competitor.port,
    path: competitor.tokenPath,
    credentials: competitor.credentials,
    connections: settings.connections,
    pace: { kind: "as-answered" },
    leadInSeconds: settings.leadInSeconds,
    seconds: settings.seconds,
    observedPids: [competitor.pid],
  });
  await sleep(competitor.settleSeconds * 1000);
  return report;
}
