// npm run bench -- verifier: verifications per second, against the verifiers that people use. Runs alone; writes bench/results/verifier.{json,md}.
import { parseArgs } from "node:util";
import { measureMemory } from "./verifier/memory.ts";
import { writeReport } from "./verifier/report.ts";
import { measureRounds } from "./verifier/rounds.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    seconds: { type: "string", default: "0.6" },
    "distinct-tokens": { type: "string", default: "1000000" },
    help: { type: "boolean", short: "h", default: false },
  },
});

if (values.help) {
  console.log(`Usage: node bench/verifier.ts [--rounds 9] [--seconds 0.6] [--distinct-tokens 1000000]

Every round measures every verifier once, in turns, for that many seconds each. Ratios are those of single rounds.
--distinct-tokens 0 leaves the measurement of memory out.`);
} else {
  const rounds = await measureRounds(Number(values.rounds), Number(values.seconds));
  const memory = await measureMemory(Number(values["distinct-tokens"]));
  await writeReport(rounds, memory);
}
