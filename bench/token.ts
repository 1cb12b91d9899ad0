// How many tokens a second one process issues, against the peers, all under the same load. See README.md.
import { parseArgs } from "node:util";
import { startLoadGenerator } from "./load/load-generator.ts";
import { describeMachine } from "./measure/describe-machine.ts";
import { writeResults } from "./measure/write-results.ts";
import type { Competitor } from "./servers/competitor.ts";
import { startCelitechAuth } from "./servers/start-celitech-auth.ts";
import { startBareServer, startOidcProvider } from "./servers/start-peers.ts";
import { formatTokenResults } from "./token/format-token-results.ts";
import { measureInTurns, type TurnSettings } from "./token/measure-in-turns.ts";
import { summariseTurns } from "./token/summarise-turns.ts";

const STARTERS = {
  "celitech-auth": startCelitechAuth,
  "oidc-provider": startOidcProvider,
  "bare-main-thread": () => startBareServer("main-thread"),
  "bare-thread-pool": () => startBareServer("thread-pool"),
  "bare-one-thread-pool": () => startBareServer("one-thread-pool"),
} as const;

const HELP = `Usage: node bench/token.ts [options]

Tokens per second of celitech-auth, node-oidc-provider and a bare node:http server, in turns.

  --rounds N         turns of each server (default 15)
  --seconds S        measured time of a turn (default 1.5)
  --connections N    keep-alive connections (default 32)
  --only A,B         only these: ${Object.keys(STARTERS).join(", ")};
                     prints the table and writes no results
  -h, --help         this text

Writes bench/results/token.json and token.md, and prints the latter.
`;

/** Of each turn, before its measured time: enough to open the connections and to fill the caches again. */
const LEAD_IN_SECONDS = 0.3;
/** Of each server once, before the first round: enough for the compiler to settle. */
const WARM_UP_SECONDS = 3;

type Options = { readonly settings: TurnSettings; readonly names: readonly string[]; readonly isWhole: boolean };

const options = readOptions();
if (options === null) console.log(HELP);
else await runTokenBenchmark(options);

async function runTokenBenchmark({ settings, names, isWhole }: Options): Promise<void> {
  const competitors: Competitor[] = [];
  const generator = startLoadGenerator();
  try {
    for (const [name, start] of Object.entries(STARTERS)) if (names.includes(name)) competitors.push(await start());
    const turns = await measureInTurns(competitors, generator, settings);
    const results = {
      machine: describeMachine(["oidc-provider", "fastify", "jose"], new Date()),
      settings,
      ...summariseTurns(competitors, turns),
    };
    const markdown = formatTokenResults(results);
    console.log(markdown);
    if (isWhole) await writeResults("token", results, markdown);
  } finally {
    generator.stop();
    await Promise.all(competitors.map((competitor) => competitor.stop()));
  }
}

function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "15" },
      seconds: { type: "string", default: "1.5" },
      connections: { type: "string", default: "32" },
      only: { type: "string", default: Object.keys(STARTERS).join(",") },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return null;
  const names = values.only.split(",");
  const unknown = names.find((name) => !(name in STARTERS));
  if (unknown !== undefined) throw new Error(`--only: there is no "${unknown}"; see --help`);
  const settings = {
    rounds: readPositive("--rounds", values.rounds),
    seconds: readPositive("--seconds", values.seconds),
    connections: readPositive("--connections", values.connections),
    leadInSeconds: LEAD_IN_SECONDS,
    warmUpSeconds: WARM_UP_SECONDS,
  };
  return { settings, names, isWhole: names.length === Object.keys(STARTERS).length };
}

function readPositive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${option}: "${text}" is not a number above 0`);
  return value;
}
