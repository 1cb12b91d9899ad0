import { type Contender, contenders, type Verify } from "./contenders.ts";
import { ALGORITHMS, type Algorithm, startBenchIssuer } from "./issuer.ts";

/** Nanoseconds of one verification in each round, by the clock and by CPU time of the process (all threads). */
export interface Measurement {
  readonly name: string;
  readonly isCached: boolean;
  readonly wallNanoseconds: number[];
  readonly cpuNanoseconds: number[];
}

export type Rounds = ReadonlyMap<Algorithm, readonly Measurement[]>;

// New tokens for every verifier that keeps what it has seen; hot ones are few, as in an API with a hundred partners.
const NEW_TOKENS = 3000;
const HOT_TOKENS = 100;
const SLICES = 6;

export async function measureRounds(rounds: number, hotSeconds: number): Promise<Rounds> {
  const results = new Map<Algorithm, readonly Measurement[]>();
  for (const algorithm of ALGORITHMS) results.set(algorithm, await measureAlgorithm(algorithm, rounds, hotSeconds));
  return results;
}

async function measureAlgorithm(algorithm: Algorithm, rounds: number, hotSeconds: number): Promise<Measurement[]> {
  const issuer = await startBenchIssuer(algorithm);
  const tokens = Array.from({ length: NEW_TOKENS }, (_, index) => issuer.makeToken(index));
  const all = contenders(issuer, algorithm);
  const measurements = all.map(({ name, isCached }) => ({ name, isCached, wallNanoseconds: [], cpuNanoseconds: [] }));
  for (const contender of all) await checkJudgement(contender, tokens[0] ?? "");
  for (let round = -1; round < rounds; round += 1) {
    process.stderr.write(`\r${algorithm}: ${round < 0 ? "warming up" : `round ${round + 1} of ${rounds}`}   `);
    const totals = await measureRound(all, tokens, hotSeconds);
    // The first round warms the code up and does not count.
    if (round >= 0) totals.forEach((total, index) => void record(measurements[index], total));
  }
  process.stderr.write("\n");
  issuer.close();
  return measurements;
}

interface Total {
  wall: number;
  cpu: number;
  count: number;
}

function record(measurement: Measurement | undefined, total: Total): void {
  measurement?.wallNanoseconds.push(total.wall / total.count);
  measurement?.cpuNanoseconds.push(total.cpu / total.count);
}

/** All verifiers take turns, a slice of the tokens each, so that whatever disturbs the machine disturbs all of them. */
async function measureRound(
  all: readonly Contender[],
  tokens: readonly string[],
  hotSeconds: number,
): Promise<Total[]> {
  const started = [];
  for (const contender of all) started.push(await contender.start());
  const hot = tokens.slice(0, HOT_TOKENS);
  for (const [index, { verify }] of started.entries()) if (all[index]?.isCached) await verifyAll(verify, hot);
  const totals = all.map((): Total => ({ wall: 0, cpu: 0, count: 0 }));
  const length = Math.ceil(tokens.length / SLICES);
  for (let slice = 0; slice < SLICES; slice += 1) {
    const part = tokens.slice(slice * length, (slice + 1) * length);
    for (const [index, { verify }] of started.entries()) {
      const isCached = all[index]?.isCached ?? false;
      const run = isCached ? () => verifyFor(verify, hot, hotSeconds / SLICES) : () => verifyAll(verify, part);
      await measure(totals[index], run);
    }
  }
  for (const { close } of started) close?.();
  return totals;
}

async function measure(total: Total | undefined, run: () => Promise<number>): Promise<void> {
  if (total === undefined) return;
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  total.count += await run();
  total.wall += Number(process.hrtime.bigint() - start);
  const { user, system } = process.cpuUsage(cpu);
  total.cpu += (user + system) * 1000;
}

async function verifyAll(verify: Verify, tokens: readonly string[]): Promise<number> {
  for (const token of tokens) {
    const answer = verify(token);
    if (answer instanceof Promise) await answer;
  }
  return tokens.length;
}

async function verifyFor(verify: Verify, tokens: readonly string[], seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let count = 0;
  while (performance.now() < end) count += await verifyAll(verify, tokens);
  return count;
}

/** A verifier that accepts anything would be fast. */
async function checkJudgement(contender: Contender, token: string): Promise<void> {
  const { verify, close } = await contender.start();
  await verify(token);
  const changed = `${token.slice(0, -10)}${token.at(-10) === "A" ? "B" : "A"}${token.slice(-9)}`;
  const isRefused = await (async () => verify(changed))().then(
    () => false,
    () => true,
  );
  close?.();
  if (!isRefused) throw new Error(`${contender.name} accepts a changed signature`);
}
