import type { WrappedKey } from "./master-key.ts";
import type { SigningAlgorithm } from "./resource.ts";

/** The public members of a key (RFC 7517 §4), nothing else. */
export interface PublicJwk {
  readonly kty: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
}

/** A signing key as it is stored. Its state follows from its times, so that all nodes change over at the same instant. */
export interface SigningKey {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly publicJwk: PublicJwk;
  /** PKCS #8, wrapped. */
  readonly privateKey: WrappedKey;
  readonly createdAt: number;
  /** From when on it signs; undefined: it waits for a rotation. */
  readonly activatesAt: number | undefined;
  /** Dropped in an emergency: never used, never published again. */
  readonly removedAt: number | undefined;
}

export type SigningKeyState = "next" | "active" | "retired" | "removed";

/** How long verifiers may keep the key set (`Cache-Control: max-age`). */
export const KEY_SET_MAX_AGE_SECONDS = 300;
/** Clocks differ, and caches answer late. */
const SKEW_MILLISECONDS = 60_000;
/** A key is published for at least this long before it signs. */
export const PUBLISH_WINDOW_MILLISECONDS = KEY_SET_MAX_AGE_SECONDS * 1_000 + SKEW_MILLISECONDS;

export function signingKeyState(key: SigningKey, keys: readonly SigningKey[], now: number): SigningKeyState {
  if (key.removedAt !== undefined) return "removed";
  if (key.activatesAt === undefined || key.activatesAt > now) return "next";
  return activeKey(keys, key.algorithm, now)?.kid === key.kid ? "active" : "retired";
}

/** The key that signs now: of those whose time has come, the latest. */
export function activeKey(
  keys: readonly SigningKey[],
  algorithm: SigningAlgorithm,
  now: number,
): SigningKey | undefined {
  let active: SigningKey | undefined;
  for (const key of keys)
    if (
      key.algorithm === algorithm &&
      key.removedAt === undefined &&
      key.activatesAt !== undefined &&
      key.activatesAt <= now
    )
      if (active?.activatesAt === undefined || key.activatesAt > active.activatesAt) active = key;
  return active;
}

/**
 * The key that this node signs with: the active one. A node whose clock is behind that of whoever replaced a key in an emergency has none
 * for a moment, and takes the one that is about to be.
 */
export function keyToSignWith(
  keys: readonly SigningKey[],
  algorithm: SigningAlgorithm,
  now: number,
): SigningKey | undefined {
  return activeKey(keys, algorithm, now) ?? scheduledKey(keys, algorithm, now);
}

/** What the key set lists: next, active, and retired ones for as long as a token that they signed may live. */
export function publishedKeys(
  keys: readonly SigningKey[],
  longestLifetimeSeconds: number,
  now: number,
): readonly SigningKey[] {
  const afterlife = longestLifetimeSeconds * 1_000 + SKEW_MILLISECONDS;
  return keys.filter((key) => {
    if (key.removedAt !== undefined) return false;
    const successorAt = successorActivatesAt(key, keys);
    return successorAt === undefined || now < successorAt + afterlife;
  });
}

function successorActivatesAt(key: SigningKey, keys: readonly SigningKey[]): number | undefined {
  if (key.activatesAt === undefined) return undefined;
  let earliest: number | undefined;
  for (const other of keys)
    if (other.algorithm === key.algorithm && other.activatesAt !== undefined && other.activatesAt > key.activatesAt)
      if (earliest === undefined || other.activatesAt < earliest) earliest = other.activatesAt;
  return earliest;
}

/** The key that waits for the next rotation. */
export function waitingKey(keys: readonly SigningKey[], algorithm: SigningAlgorithm): SigningKey | undefined {
  return keys.find(
    (key) => key.algorithm === algorithm && key.activatesAt === undefined && key.removedAt === undefined,
  );
}

/** The key of a rotation that was asked for and has not begun to sign. */
export function scheduledKey(
  keys: readonly SigningKey[],
  algorithm: SigningAlgorithm,
  now: number,
): SigningKey | undefined {
  return keys.find(
    (key) =>
      key.algorithm === algorithm &&
      key.removedAt === undefined &&
      key.activatesAt !== undefined &&
      key.activatesAt > now,
  );
}
