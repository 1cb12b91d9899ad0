import type { KeySetStats } from "./key-set-follower.ts";
import type { RevocationListStats } from "./revocation-list/revocation-list-follower.ts";

/** Counts since the verifier was made, and the state of what it keeps. */
export interface VerifierStats {
  readonly accepted: number;
  readonly refused: number;
  /** Accepted without a signature check, because the same token had been verified before. */
  readonly acceptedFromCache: number;
  readonly signatureChecks: number;
  readonly cachedTokens: number;
  readonly keySet: KeySetStats;
  readonly revocationList: RevocationListStats;
}
