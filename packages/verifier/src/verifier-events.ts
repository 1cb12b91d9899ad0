import { channel } from "node:diagnostics_channel";
import type { VerifierErrorCode } from "./verifier-error.ts";

/** Something an operator may want to see or count. No member holds text that came with a token. */
export type VerifierEvent =
  /** A key set was fetched. `ignoredKeys` had no `kid`, a foreign type or use, private members, or a `kid` claimed twice. */
  | {
      readonly type: "key-set-loaded";
      readonly keys: number;
      readonly ignoredKeys: number;
      readonly removedKeys: number;
    }
  /** The keys could not be fetched. Known keys go on being used until `staleSeconds` have passed. */
  | {
      readonly type: "key-set-unavailable";
      readonly reason: string;
      readonly failures: number;
      readonly hasKeys: boolean;
    }
  | { readonly type: "revocation-list-followed"; readonly uri: string }
  /** The issuer's metadata no longer announce a list; it is not followed any more. */
  | { readonly type: "revocation-list-withdrawn" }
  | { readonly type: "revocation-list-updated"; readonly sequence: number; readonly entries: number }
  /** No fresh list could be had: not reachable, expired, or refused for the reason given. The last one goes on being used. */
  | { readonly type: "revocation-list-unavailable"; readonly reason: string }
  /** It has been so for longer than `maximumAgeSeconds`: from now on tokens are refused with 503, or accepted, as configured. */
  | { readonly type: "revocation-list-too-old"; readonly whenUnavailable: "refuse" | "accept" }
  | { readonly type: "revocation-list-recovered"; readonly sequence: number }
  /** The wall clock went back; for a while tokens expire by the steady one. */
  | { readonly type: "clock-set-back" }
  | { readonly type: "token-refused"; readonly code: VerifierErrorCode };

/** What is published on the diagnostics channel: the event and the issuer of the verifier it comes from. */
export type VerifierMessage = VerifierEvent & { readonly issuer: string };

/** The name of the `node:diagnostics_channel` that carries a {@link VerifierMessage} for each event of every verifier of the process. */
export const VERIFIER_CHANNEL = "celitech-auth:verifier";

export type EmitEvent = (event: VerifierEvent) => void;

const verifierChannel = channel(VERIFIER_CHANNEL);

export function eventEmitter(issuer: string, listener: ((event: VerifierMessage) => void) | undefined): EmitEvent {
  return (event) => {
    if (listener === undefined && !verifierChannel.hasSubscribers) return;
    const message: VerifierMessage = { ...event, issuer };
    verifierChannel.publish(message);
    try {
      listener?.(message);
    } catch {
      // A listener that fails must not decide whether a token is accepted.
    }
  };
}
