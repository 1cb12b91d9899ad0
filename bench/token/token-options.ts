import { parseArgs } from "node:util";
import type { ManyClientsSettings } from "./measure-many-clients.ts";
import { PEERS, type PeerSettings } from "./measure-peers.ts";

export type TokenOptions = {
  readonly peers: { readonly names: readonly string[]; readonly settings: PeerSettings } | null;
  readonly manyClients: ManyClientsSettings | null;
  /** Everything, and long enough to be kept as the results. */
  readonly isWhole: boolean;
};

const PARTS = ["peers", "many-clients"] as const;

export const TOKEN_HELP = `Usage: node bench/token.ts [options]

Tokens per second of celitech-auth, node-oidc-provider and a bare node:http server, in turns; of celitech-auth with a
million clients against itself with one; whether all their uses are counted; and the longest that a request waited.
Takes about 13 minutes.

  --quick            a short look of about three minutes: fewer rounds, and 100,000 clients
  --part A           only one part: ${PARTS.join(" or ")}
  --only A,B         of the part peers only these:
                     ${Object.keys(PEERS).join(", ")}
  --rounds N         of the part peers: turns of each process (default 12); each server is started five times
  --seconds S        of the part peers: measured time of a turn (default 0.3)
  --clients N        of the part many-clients (default 1000000)
  --connections N    keep-alive connections (default 32)
  -h, --help         this text

Prints the tables. Run whole, it also writes them to bench/results/token.json and token.md.
`;

/** Of each turn: enough to open the connections and to fill the processor's caches again, which takes longer with many clients. */
const LEAD_IN_SECONDS = { peers: 0.1, manyClients: 0.25 };
/** Usage is written every 5 seconds: turns of that length times a whole number have equally many of these writes. */
const USAGE_WRITTEN_EVERY_SECONDS = 5;

type Extent = {
  readonly peers: {
    readonly starts: number;
    readonly rounds: number;
    readonly seconds: number;
    readonly warmUpSeconds: number;
  };
  readonly manyClients: {
    readonly clients: number;
    readonly rounds: number;
    readonly seconds: number;
    /** Until the cache of clients is full, and every further one takes another's place. */
    readonly warmUpSeconds: number;
    readonly countingSeconds: number;
    readonly stallRounds: number;
    readonly stallSeconds: number;
  };
};

const WHOLE: Extent = {
  peers: { starts: 5, rounds: 12, seconds: 0.3, warmUpSeconds: 3 },
  manyClients: {
    clients: 1_000_000,
    rounds: 4,
    seconds: 2 * USAGE_WRITTEN_EVERY_SECONDS,
    warmUpSeconds: 12,
    countingSeconds: 30,
    stallRounds: 2,
    stallSeconds: 12,
  },
};
const QUICK: Extent = {
  peers: { starts: 1, rounds: 8, seconds: 0.3, warmUpSeconds: 2 },
  manyClients: {
    clients: 100_000,
    rounds: 1,
    seconds: USAGE_WRITTEN_EVERY_SECONDS,
    warmUpSeconds: 6,
    countingSeconds: 8,
    stallRounds: 1,
    stallSeconds: 6,
  },
};
const STALLS_SHARE_OF_CAPACITY = 0.3;

/** @returns null when the help was asked for. @throws for an option that means nothing. */
export function readTokenOptions(commandLine: readonly string[]): TokenOptions | null {
  const { values } = parseArgs({
    args: [...commandLine],
    options: {
      quick: { type: "boolean", default: false },
      part: { type: "string" },
      only: { type: "string" },
      rounds: { type: "string" },
      seconds: { type: "string" },
      clients: { type: "string" },
      connections: { type: "string", default: "32" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return null;
  const extent = values.quick ? QUICK : WHOLE;
  const parts = readParts(values.part ?? (values.only === undefined ? undefined : "peers"));
  const names = readNames(values.only);
  const connections = readPositive("--connections", values.connections);
  const { countingSeconds, stallRounds, stallSeconds, clients, ...turns } = extent.manyClients;
  const peerSettings: PeerSettings = {
    connections,
    leadInSeconds: LEAD_IN_SECONDS.peers,
    ...extent.peers,
    rounds: readPositive("--rounds", values.rounds ?? String(extent.peers.rounds)),
    seconds: readPositive("--seconds", values.seconds ?? String(extent.peers.seconds)),
  };
  const common = { connections, leadInSeconds: LEAD_IN_SECONDS.manyClients };
  const manyClients: ManyClientsSettings = {
    clients: readPositive("--clients", values.clients ?? String(clients)),
    turns: { ...common, ...turns },
    counting: { connections, seconds: countingSeconds },
    stalls: { ...common, rounds: stallRounds, seconds: stallSeconds, shareOfCapacity: STALLS_SHARE_OF_CAPACITY },
  };
  return {
    peers: parts.includes("peers") ? { names, settings: peerSettings } : null,
    manyClients: parts.includes("many-clients") ? manyClients : null,
    isWhole: !values.quick && parts.length === PARTS.length && values.clients === undefined,
  };
}

function readParts(text: string | undefined): readonly string[] {
  if (text === undefined) return PARTS;
  const part = PARTS.find((name) => name === text);
  if (part === undefined) throw new Error(`--part: there is no "${text}"; see --help`);
  return [part];
}

function readNames(text: string | undefined): readonly string[] {
  const known = Object.keys(PEERS);
  if (text === undefined) return known;
  const names = text.split(",");
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--only: there is no "${unknown}"; see --help`);
  return names;
}

function readPositive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${option}: "${text}" is not a number above 0`);
  return value;
}
