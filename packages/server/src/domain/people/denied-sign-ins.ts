import type { RequestOrigin } from "../administration/outcome.ts";

/** Why someone was not let in. For the audit log alone: the answer is the same for all. */
export const SIGN_IN_DENIALS = [
  "unknown_email",
  "no_password",
  "wrong_password",
  "wrong_recovery_code",
  "unknown_passkey",
  "passkey_refused",
  "ceremony_refused",
  "link_spent",
  "too_many_attempts",
] as const;
export type SignInDenial = (typeof SIGN_IN_DENIALS)[number];

export interface DeniedSignIn {
  readonly at: number;
  readonly origin: RequestOrigin;
  readonly reason: SignInDenial;
  /** Undefined: no user was meant, or there is none such. */
  readonly userId: string | undefined;
}

/** Takes down who was not let in. Strangers cause these: whoever implements it gathers them. */
export interface DeniedSignIns {
  record(denied: DeniedSignIn): void;
}
