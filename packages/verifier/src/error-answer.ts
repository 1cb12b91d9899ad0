import type { VerifierError } from "./verifier-error.ts";
import type { VerifierSettings } from "./verifier-settings.ts";

/** An HTTP answer as data. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for none. */
  readonly body: string;
}

type AnswerSettings = Pick<VerifierSettings, "realm" | "errorBody" | "resourceMetadataUrl">;

/**
 * The one place that turns an error into HTTP: RFC 6750 §3 for what the client did, 503 with `Retry-After` for what it did not. Header and
 * body are made of constants and configuration; nothing that came with the request is in them.
 */
export function errorAnswer(error: VerifierError, settings: AnswerSettings): ErrorAnswer {
  const headers: Record<string, string> = { "cache-control": "no-store" };
  if (error.status < 500) headers["www-authenticate"] = challenge(error, settings);
  if (error.retryAfterSeconds !== undefined) headers["retry-after"] = String(error.retryAfterSeconds);
  const body = errorBody(error, settings.errorBody);
  if (body !== "") headers["content-type"] = "application/json";
  return { status: error.status, headers, body };
}

// A request without any token gets no error code (RFC 6750 §3.1): it may simply not have known.
function challenge(error: VerifierError, settings: AnswerSettings): string {
  const parameters = [`realm="${settings.realm}"`];
  if (error.oauthError !== undefined)
    parameters.push(`error="${error.oauthError}"`, `error_description="${error.message}"`);
  if (error.scope !== undefined) parameters.push(`scope="${error.scope}"`);
  if (settings.resourceMetadataUrl !== undefined)
    parameters.push(`resource_metadata="${settings.resourceMetadataUrl}"`);
  return `Bearer ${parameters.join(", ")}`;
}

function errorBody(error: VerifierError, form: AnswerSettings["errorBody"]): string {
  switch (form) {
    case "none":
      return "";
    case "celitech":
      return JSON.stringify({ message: error.message });
    case "oauth":
      return error.oauthError === undefined
        ? ""
        : JSON.stringify({ error: error.oauthError, error_description: error.message, scope: error.scope });
  }
}
