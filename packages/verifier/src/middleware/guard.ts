import { readBearerToken } from "../bearer-request.ts";
import { type ErrorAnswer, errorAnswer } from "../error-answer.ts";
import { hasScopes, type VerifiedAccessToken } from "../verified-access-token.ts";
import { VerifierError } from "../verifier-error.ts";
import type { VerifierSettings } from "../verifier-settings.ts";

/** What one route needs beyond a good token. */
export interface GuardOptions {
  /** The scopes that a token must all have, as a list or space-delimited; without them: 403 `insufficient_scope` (RFC 6750 §3.1). */
  readonly scope?: string | readonly string[];
}

/** The outcome for one request: who calls, or the answer to give instead. */
export type GuardOutcome = { readonly token: VerifiedAccessToken } | { readonly answer: ErrorAnswer };

/** Judges a request. Never rejects, so that no framework has to handle anything. */
export type Guard = (authorization: readonly string[], url: string) => Promise<GuardOutcome>;

const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/; // RFC 6749 §3.3

/** @throws VerifierError `configuration_invalid` for a malformed scope */
export function guardWith(
  verify: (token: string) => Promise<VerifiedAccessToken>,
  settings: VerifierSettings,
  options: GuardOptions = {},
): Guard {
  const scopes = requiredScopes(options.scope ?? []);
  return async (authorization, url) => {
    try {
      const bearer = readBearerToken({ authorization, url }, settings.tokenBytesMax);
      if ("refusal" in bearer) throw new VerifierError(bearer.refusal);
      const token = await verify(bearer.token);
      if (!hasScopes(token, scopes)) throw new VerifierError("scope_insufficient", { scope: scopes.join(" ") });
      return { token };
    } catch (error) {
      const refusal = error instanceof VerifierError ? error : new VerifierError("internal_error", { cause: error });
      return { answer: errorAnswer(refusal, settings) };
    }
  };
}

function requiredScopes(scope: string | readonly string[]): readonly string[] {
  const scopes = typeof scope === "string" ? scope.split(" ").filter((part) => part !== "") : scope;
  if (!scopes.every((name) => SCOPE_TOKEN.test(name)))
    throw new VerifierError("configuration_invalid", { message: "The option scope holds something that is no scope" });
  return scopes;
}
