import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { accessTokenVerifier } from "@celitech-auth/verifier";
import { AUDIENCE, startBenchIssuer } from "./issuer.ts";

export interface MemorySample {
  readonly distinctTokens: number;
  readonly heapMiB: number;
  readonly cachedTokens: number;
}

export interface MemoryResult {
  readonly samples: readonly MemorySample[];
  /** Signature checks for a hundred tokens that were used all along, after the last of the others. */
  readonly hotTokensVerifiedAgain: number;
}

const HOT_TOKENS = 100;
const SAMPLES = 5;

/** What the verifier, as shipped, holds on to while a great many distinct good tokens pass through it. */
export async function measureMemory(distinctTokens: number): Promise<MemoryResult | undefined> {
  if (distinctTokens === 0) return undefined;
  setFlagsFromString("--expose_gc");
  const collect: () => void = runInNewContext("gc");
  const issuer = await startBenchIssuer("ES256");
  const verifier = accessTokenVerifier({ issuer: issuer.issuer, audience: AUDIENCE });
  const hot = Array.from({ length: HOT_TOKENS }, (_, index) => issuer.makeToken(-1 - index));
  const samples: MemorySample[] = [];
  const sample = (count: number) => {
    collect();
    const heapMiB = process.memoryUsage().heapUsed / 2 ** 20;
    samples.push({ distinctTokens: count, heapMiB, cachedTokens: verifier.stats().cachedTokens });
    process.stderr.write(`\rmemory: ${count.toLocaleString("en-US")} distinct tokens   `);
  };
  sample(0);
  for (let count = 1; count <= distinctTokens; count += 1) {
    await verifier.verify(issuer.makeToken(count));
    await verifier.verify(hot[count % HOT_TOKENS] ?? "");
    if (count === 10_000 || count % Math.ceil(distinctTokens / SAMPLES) === 0) sample(count);
  }
  process.stderr.write("\n");
  const { signatureChecks } = verifier.stats();
  for (const token of hot) await verifier.verify(token);
  const hotTokensVerifiedAgain = verifier.stats().signatureChecks - signatureChecks;
  verifier.close();
  issuer.close();
  return { samples, hotTokensVerifiedAgain };
}
