import type { SigningKey } from "@celitech-auth/contract";
import { PUBLISH_WINDOW_SECONDS } from "@celitech-auth/contract/limits";

export type SigningAlgorithm = SigningKey["algorithm"];

/** `scheduled`: a rotation gave it a time, which has not come. `waiting`: the next rotation takes it. */
export type KeyStage = "waiting" | "scheduled" | "active" | "retired" | "removed";

export interface KeyTimeline {
  readonly algorithm: SigningAlgorithm;
  /** In the order in which they sign, the last to do so first. */
  readonly keys: readonly SigningKey[];
  readonly active: SigningKey | undefined;
  readonly waiting: SigningKey | undefined;
  /** Of a rotation under way. */
  readonly scheduled: SigningKey | undefined;
}

export function stageOf({ state, activates_at }: SigningKey): KeyStage {
  if (state !== "next") return state;
  return activates_at === null ? "waiting" : "scheduled";
}

/** The keys of each algorithm, ES256 first. */
export function timelinesOf(keys: readonly SigningKey[]): readonly KeyTimeline[] {
  const algorithms = [...new Set(keys.map(({ algorithm }) => algorithm))].toSorted();
  return algorithms.map((algorithm) => {
    const own = keys.filter((key) => key.algorithm === algorithm).toSorted(byTurn);
    const find = (stage: KeyStage) => own.find((key) => stageOf(key) === stage);
    return { algorithm, keys: own, active: find("active"), waiting: find("waiting"), scheduled: find("scheduled") };
  });
}

/** When a key stopped signing: its successor began then, or it was removed. Undefined: it has not. */
export function signedUntil({ activates_at, removed_at }: SigningKey, { keys }: KeyTimeline): string | undefined {
  if (activates_at === null) return removed_at ?? undefined;
  const ends = keys.flatMap((other) => other.activates_at ?? []).filter((at) => at > activates_at);
  return [...ends, ...(removed_at === null ? [] : [removed_at])].toSorted()[0];
}

/** When the waiting key would sign if a rotation began now. */
export function rotationStart(waiting: SigningKey | undefined, now: number): number {
  const seenSince = waiting === undefined ? now : Date.parse(waiting.created_at);
  return Math.max(now, seenSince + PUBLISH_WINDOW_SECONDS * 1_000);
}

const STAGES: readonly KeyStage[] = ["waiting", "scheduled", "active", "retired", "removed"];

function byTurn(one: SigningKey, other: SigningKey): number {
  const stages = STAGES.indexOf(stageOf(one)) - STAGES.indexOf(stageOf(other));
  return stages === 0 ? turnOf(other) - turnOf(one) : stages;
}

function turnOf({ activates_at, created_at }: SigningKey): number {
  return Date.parse(activates_at ?? created_at);
}
