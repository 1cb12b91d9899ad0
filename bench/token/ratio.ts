import { measureSpread, type Spread } from "../measure/spread.ts";
import type { Turns } from "./measure-in-turns.ts";

export type Ratio = {
  readonly name: string;
  readonly atLeast: number;
  readonly ofMedians: number;
  readonly perRound: Spread;
  /** By the median per round: the turns of one round lie seconds apart, so that a machine that is slow for a while is slow for both sides. */
  readonly isReached: boolean;
};

/** One rate over another. */
export type Quotient = { readonly over: string; readonly under: string };

/** How much faster one server is than another. */
export function compareRates({ over, under }: Quotient, atLeast: number, turns: Turns): Ratio {
  const perRound = divide(readRates(over, turns), readRates(under, turns));
  const ofMedians = medianRate(over, turns) / medianRate(under, turns);
  return toRatio(`${over} / ${under}`, atLeast, ofMedians, perRound);
}

/** How much more one kind of server gains by something than another kind gains by the same. */
export function compareGains(name: string, ours: Quotient, theirs: Quotient, atLeast: number, turns: Turns): Ratio {
  const gains = ({ over, under }: Quotient): readonly number[] =>
    divide(readRates(over, turns), readRates(under, turns));
  const gain = ({ over, under }: Quotient): number => medianRate(over, turns) / medianRate(under, turns);
  return toRatio(name, atLeast, gain(ours) / gain(theirs), divide(gains(ours), gains(theirs)));
}

export function medianRate(name: string, turns: Turns): number {
  return measureSpread(readRates(name, turns)).median;
}

function toRatio(name: string, atLeast: number, ofMedians: number, perRound: readonly number[]): Ratio {
  const spread = measureSpread(perRound);
  return { name, atLeast, ofMedians, perRound: spread, isReached: spread.median >= atLeast };
}

function readRates(name: string, turns: Turns): readonly number[] {
  return (turns.get(name) ?? []).map(({ requestsPerSecond }) => requestsPerSecond);
}

function divide(over: readonly number[], under: readonly number[]): readonly number[] {
  return over.flatMap((rate, round) => {
    const other = under[round];
    return other === undefined ? [] : rate / other;
  });
}
