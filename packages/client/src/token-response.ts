import { safeText, TokenError, type TokenErrorDetails } from "./token-error.ts";
import { lifetimeDefaultSeconds, lifetimeMaxSeconds } from "./token-lifetime.ts";

/** An answer of the token endpoint, read but not judged. */
export interface TokenAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string;
  readonly retryAfterMs: number | undefined;
}

/** What a good answer says. */
export interface GrantedToken {
  readonly accessToken: string;
  readonly tokenType: string;
  /** 0 or less: for one use, not for the cache. */
  readonly lifetimeSeconds: number;
  readonly scope: string | undefined;
  /** Departures from RFC 6749 §5.1 that were put up with. */
  readonly warnings: readonly string[];
}

/** Judges an answer by RFC 6749 §5.1 and §5.2. Throws a TokenError for all but a token; `secrets` are kept out of it. */
export function judgeTokenAnswer(
  answer: TokenAnswer,
  tokenTypes: readonly string[],
  secrets: readonly string[],
): GrantedToken {
  const { status, retryAfterMs } = answer;
  const facts: TokenErrorDetails = { status, retryAfterMs };
  const payload = parseObject(answer.body);
  if (typeof payload?.["error"] === "string" || (status >= 400 && status <= 599))
    throw refusal(answer, payload, facts, secrets);
  if (status !== 200) throw invalid(`the token endpoint answered ${status} instead of 200`, facts);
  if (!isJson(answer.contentType)) {
    const type = safeText(answer.contentType ?? "no content type", secrets);
    throw invalid(`the token endpoint answered ${status} with ${type} instead of application/json`, facts);
  }
  if (payload === undefined) throw invalid(`the token endpoint answered ${status} without a JSON object`, facts);
  return readGrant(payload, tokenTypes, facts, secrets);
}

function readGrant(
  payload: Readonly<Record<string, unknown>>,
  tokenTypes: readonly string[],
  facts: TokenErrorDetails,
  secrets: readonly string[],
): GrantedToken {
  const { access_token: accessToken, token_type: type, scope } = payload;
  const warnings: string[] = [];
  if (typeof accessToken !== "string") throw invalid("access_token is not a string", facts);
  if (!isHeaderSafe(accessToken)) throw invalid("access_token is not visible ASCII", facts);
  if (type === undefined) warnings.push("token_type is missing; Bearer is assumed");
  const wanted = typeof type === "string" ? type.toLowerCase() : type === undefined ? "bearer" : undefined;
  const tokenType = tokenTypes.find((allowed) => allowed.toLowerCase() === wanted);
  if (tokenType === undefined) throw invalid(`token_type ${safeText(String(type), secrets)} is not allowed`, facts);
  const lifetimeSeconds = readLifetime(payload["expires_in"], warnings);
  return { accessToken, tokenType, lifetimeSeconds, scope: typeof scope === "string" ? scope : undefined, warnings };
}

/** Visible ASCII (RFC 6749 §A.12): nothing that could end a header or begin another. */
export function isHeaderSafe(accessToken: string): boolean {
  return /^[\x21-\x7e]+$/.test(accessToken);
}

function readLifetime(value: unknown, warnings: string[]): number {
  if (value === undefined) return lifetimeDefaultSeconds;
  const seconds = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof seconds === "number" && !Number.isNaN(seconds)) return Math.min(seconds, lifetimeMaxSeconds);
  warnings.push(`expires_in is not a number; ${lifetimeDefaultSeconds} s are assumed`);
  return lifetimeDefaultSeconds;
}

function refusal(
  answer: TokenAnswer,
  payload: Readonly<Record<string, unknown>> | undefined,
  facts: TokenErrorDetails,
  secrets: readonly string[],
): TokenError {
  const { status } = answer;
  const said = payload?.["error"];
  const description = payload?.["error_description"];
  // A 401 without a readable body still says that the client was not authenticated (RFC 6749 §5.2).
  const error = typeof said === "string" ? safeText(said, secrets) : status === 401 ? "invalid_client" : undefined;
  const why = typeof description === "string" ? `: ${safeText(description, secrets)}` : "";
  const message = `the token endpoint answered ${status}${error ? ` ${error}` : ""}${why}`;
  const isPassing = error !== "invalid_client" && (status === 408 || status === 429 || status >= 500);
  return new TokenError(isPassing ? "token_endpoint_unavailable" : "token_request_denied", message, {
    ...facts,
    error,
  });
}

function invalid(message: string, facts: TokenErrorDetails): TokenError {
  return new TokenError("invalid_token_response", message, facts);
}

function isJson(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType.trim());
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** `Retry-After` in milliseconds (RFC 9110 §10.2.3). A date counts from the answer's own Date, as far as there is one. */
export function readRetryAfter(value: string | null, date: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const untilMs = Date.parse(value) - (Date.parse(date ?? "") || now);
  return Number.isNaN(untilMs) ? undefined : Math.max(0, untilMs);
}
