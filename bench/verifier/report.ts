import { describeMachine } from "../measure/describe-machine.ts";
import { formatTable, formatWhole } from "../measure/format-table.ts";
import { measureSpread, type Spread } from "../measure/spread.ts";
import { writeResults } from "../measure/write-results.ts";
import type { Algorithm } from "./issuer.ts";
import type { MemoryResult } from "./memory.ts";
import type { Measurement, Rounds } from "./rounds.ts";

const PACKAGES = ["jose", "aws-jwt-verify", "fast-jwt", "express-oauth2-jwt-bearer"];
const OURS = "celitech-auth";

interface Row {
  readonly name: string;
  readonly perSecond: Spread;
  readonly cpuMicros: Spread;
  /** How many times faster ours is in the same round; undefined for our own rows. */
  readonly oursTimes: Spread | undefined;
}

export async function writeReport(rounds: Rounds, memory: MemoryResult | undefined): Promise<void> {
  const machine = describeMachine(PACKAGES, new Date());
  const algorithms = [...rounds].map(([algorithm, measurements]) => ({ algorithm, rows: rowsOf(measurements) }));
  const versions = Object.entries(machine.packages).map(([name, version]) => `${name} ${version}`);
  const markdown = [
    "# Verifications per second",
    `${machine.date} · ${machine.cpu}, ${machine.cores} cores · ${machine.system} · Node ${machine.node} · ${versions.join(", ")}`,
    ...algorithms.map(({ algorithm, rows }) => section(algorithm, rows)),
    memory === undefined ? "" : memorySection(memory),
  ].join("\n\n");
  console.log(markdown);
  await writeResults("verifier", { machine, algorithms, memory }, `${markdown.trim()}\n`);
}

function rowsOf(measurements: readonly Measurement[]): readonly Row[] {
  return measurements.map((measurement) => {
    const name = measurement.isCached ? `${OURS}, seen before` : OURS;
    const ours = measurements.find((candidate) => candidate.name === name);
    const ratios = measurement.wallNanoseconds.map((own, round) => own / (ours?.wallNanoseconds[round] ?? Number.NaN));
    return {
      name: measurement.name,
      perSecond: measureSpread(measurement.wallNanoseconds.map((nanoseconds) => 1e9 / nanoseconds)),
      cpuMicros: measureSpread(measurement.cpuNanoseconds.map((nanoseconds) => nanoseconds / 1000)),
      oursTimes: measurement === ours ? undefined : measureSpread(ratios),
    };
  });
}

function section(algorithm: Algorithm, rows: readonly Row[]): string {
  const cells = rows.map(({ name, perSecond, cpuMicros, oursTimes }) => [
    name,
    formatWhole(perSecond.median),
    `${formatWhole(perSecond.min)} to ${formatWhole(perSecond.max)}`,
    cpuMicros.median.toFixed(2),
    oursTimes === undefined ? "" : oursTimes.median.toFixed(2),
    oursTimes === undefined ? "" : `${oursTimes.min.toFixed(2)} to ${oursTimes.max.toFixed(2)}`,
  ]);
  const header = ["verifier", "per second", "spread", "CPU µs each", "ours is × faster", "spread"];
  return `## ${algorithm}\n\n${formatTable(header, cells)}`;
}

function memorySection({ samples, hotTokensVerifiedAgain }: MemoryResult): string {
  const cells = samples.map((sample) => [
    formatWhole(sample.distinctTokens),
    formatWhole(sample.cachedTokens),
    sample.heapMiB.toFixed(1),
  ]);
  const table = formatTable(["distinct tokens", "kept", "heap MiB"], cells);
  const hot = `Of 100 tokens in use all along, ${100 - hotTokensVerifiedAgain} were still known after the last one.`;
  return `## Memory, default configuration\n\n${table}\n\n${hot}`;
}
