import { SoakRun } from "./soak-run.ts";

const hoursPerRun = 24;

/** Runs one simulated day after the other, each with the next seed, until so much real time has passed. */
export async function soak(firstSeed: number, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  const total = { hours: 0, calls: 0, tokens: 0, errors: 0, tokenRequests: 0 };
  let seed = firstSeed;
  for (; performance.now() < end; seed++) {
    const counts = await new SoakRun(seed).run(hoursPerRun).catch((error: Error) => {
      throw new Error(`seed ${seed}: ${error.message} (SOAK_SEED=${seed} runs it again)`, { cause: error });
    });
    for (const name of ["hours", "calls", "tokens", "errors", "tokenRequests"] as const) total[name] += counts[name];
  }
  console.log(`soak: seeds ${firstSeed} to ${seed - 1}: ${JSON.stringify(total)}`);
}

/** The seed of this run: SOAK_SEED, or one of its own. */
export function soakSeed(): number {
  return Number(process.env["SOAK_SEED"] ?? Math.floor(Math.random() * 1_000_000_000));
}
