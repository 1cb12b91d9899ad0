import type { ClientId } from "../domain/identifier.ts";
import type { RevocationReader } from "../domain/ports.ts";
import type { ResourceCatalog } from "../domain/resource-catalog.ts";
import type { SigningKey } from "../domain/signing-key.ts";
import type { KeyRing } from "../signing/key-ring.ts";
import { type OwnAccessToken, verifyAccessToken } from "../signing/verify-access-token.ts";
import type { AuthenticationParts } from "./client-authentication.ts";
import { type Denial, deny } from "./denial.ts";

/** What it takes to judge a token that this service issued. */
export interface OwnTokenParts extends AuthenticationParts {
  readonly issuer: string;
  readonly defaultLifetimeSeconds: number;
  readonly catalog: ResourceCatalog;
  readonly keyRing: KeyRing;
  readonly revocations: RevocationReader;
}

/** Seconds: about when a database that restarts is back. */
const RETRY_AFTER_SECONDS = 5;

/** The token, when it is one of ours that has not expired and whose key was not dropped. */
export function readOwnToken(token: string, parts: OwnTokenParts): Promise<OwnAccessToken | undefined> {
  const now = parts.clock();
  return verifyAccessToken(token, { issuer: parts.issuer, keys: publishedKeys(parts, now), now });
}

/** The keys that verifiers see. */
export function publishedKeys(
  { keyRing, catalog, defaultLifetimeSeconds }: Pick<OwnTokenParts, "keyRing" | "catalog" | "defaultLifetimeSeconds">,
  now: number,
): readonly SigningKey[] {
  return keyRing.publishedKeys(Math.max(catalog.longestLifetimeSeconds, defaultLifetimeSeconds), now);
}

/** What cannot be known or written without the database is refused until it is back (T22). */
export async function withStore<Result>(clientId: ClientId, work: () => Promise<Result>): Promise<Result | Denial> {
  try {
    return await work();
  } catch {
    return deny("store_unavailable", { clientId, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}
