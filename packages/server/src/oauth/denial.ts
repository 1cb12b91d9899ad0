import type { ClientId } from "../domain/identifier.ts";
import type { SecretRefusal } from "../domain/secret-check.ts";

/** Everything that can be wrong with a request of a client, as finely as it is known. The wire gets the few codes of oauth-error.ts. */
export type DenialReason =
  | RequestProblem
  | ClientProblem
  | "unsupported_grant_type"
  | "grant_not_allowed"
  | ScopeProblem
  | ResourceProblem
  | PresentedTokenProblem
  | "too_many_attempts"
  | "too_many_revocations"
  | "store_unavailable";

export type RequestProblem =
  | "media_type"
  | "charset"
  | "malformed_form"
  | "too_many_parameters"
  | "repeated_parameter"
  | "parameter_in_query"
  | "repeated_authorization"
  | "authorization_too_long"
  | "several_mechanisms"
  | "client_id_mismatch"
  | "grant_type_missing"
  | "audience_mismatch"
  | "token_missing";

export type ClientProblem =
  | "no_credentials"
  | "malformed_credentials"
  | "unsupported_scheme"
  | "unsupported_assertion"
  | SecretRefusal;

export type ScopeProblem = "scope_syntax" | "scope_not_allowed";
export type ResourceProblem = "several_resources" | "resource_malformed" | "resource_not_allowed";

export type PresentedTokenProblem = "introspection_not_allowed" | "token_of_another_client";

/** A refusal and its evidence, which goes to the log and never to the caller. */
export interface Denial {
  readonly kind: "denied";
  readonly reason: DenialReason;
  readonly clientId?: ClientId | undefined;
  readonly secretId?: string | undefined;
  /** Seconds; for the reasons that pass. */
  readonly retryAfterSeconds?: number;
}

export function deny(reason: DenialReason, evidence: Omit<Denial, "kind" | "reason"> = {}): Denial {
  return { kind: "denied", reason, ...evidence };
}

/** Whether a step refused. Every step returns what it found, or a denial. */
export function isDenial(result: object): result is Denial {
  return (result as { kind?: unknown }).kind === "denied";
}
