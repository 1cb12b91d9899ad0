import { type Moment, readMoment, within } from "./clock.ts";
import type { ClientCredentials } from "./credentials.ts";
import { type ClientStats, events, type TokenRequestEvent } from "./events.ts";
import type { Settings } from "./settings.ts";
import { safeCause, TokenError, type TokenErrorCode } from "./token-error.ts";
import { deadlinesOf, hasPassed } from "./token-lifetime.ts";
import { buildTokenRequest, secretForms, type TokenKey, type TokenRequestParts } from "./token-request.ts";
import { type GrantedToken, judgeTokenAnswer, readRetryAfter, type TokenAnswer } from "./token-response.ts";

/** A token answer is some kilobytes at most; what is longer is a mistake or an attack. */
const bodyBytesMax = 1_048_576;
const attemptsMax = 3;
const attemptTimeoutMs = 10_000;
const totalTimeoutMs = 20_000;
const backoffBaseMs = 500;

/** A token and the start of the request that brought it. */
export interface Grant extends GrantedToken {
  readonly start: Moment;
}

/** The failures that may pass, and when to try again: the first retry `at-once`, every other one after a pause. */
const retries: { readonly [Code in TokenErrorCode]?: "at-once" | "backoff" } = {
  token_endpoint_unavailable: "backoff",
  token_endpoint_unreachable: "at-once",
  expired_on_arrival: "at-once",
};

/** Sends token requests until one brings a token: 3 attempts, 20 s in all, with full jitter between them. Throws a TokenError. */
export async function requestToken(
  settings: Settings,
  stats: ClientStats,
  key: TokenKey,
  credentials: ClientCredentials,
): Promise<Grant> {
  const { clock } = settings;
  const end = clock.monotonic() + totalTimeoutMs;
  for (let attempt = 1; ; attempt++) {
    const start = readMoment(clock);
    const event: TokenRequestEvent = { tokenUrl: settings.tokenUrl, scope: key.scope, attempt };
    stats.tokenRequests++;
    events["request:start"].publish(event);
    try {
      const timeoutMs = Math.min(attemptTimeoutMs, end - start.monotonic);
      const granted = await attemptRequest(settings, key, credentials, { number: attempt, start, timeoutMs });
      event.durationMs = clock.monotonic() - start.monotonic;
      event.lifetimeSeconds = granted.lifetimeSeconds;
      events["request:end"].publish(event);
      for (const message of granted.warnings) events.warning.publish({ tokenUrl: settings.tokenUrl, message });
      return { ...granted, start };
    } catch (thrown) {
      const error = thrown as TokenError;
      stats.tokenRequestFailures++;
      const { code, status, error: oauthError } = error;
      Object.assign(event, { durationMs: clock.monotonic() - start.monotonic, code, status, error: oauthError });
      events["request:error"].publish(event);
      const pause = pauseBeforeRetry(error, attempt, settings.random());
      if (pause === undefined || clock.monotonic() + pause >= end) throw error;
      await clock.sleep(pause, neverAborted);
    }
  }
}

const neverAborted = new AbortController().signal;

/** Milliseconds until the next attempt, or undefined when there is none. */
function pauseBeforeRetry(error: TokenError, attempt: number, random: number): number | undefined {
  const retry = retries[error.code];
  if (retry === undefined || attempt >= attemptsMax) return undefined;
  if (error.retryAfterMs !== undefined) return error.retryAfterMs;
  return retry === "at-once" && attempt === 1 ? 0 : random * backoffBaseMs * 2 ** attempt;
}

interface Attempt {
  readonly number: number;
  readonly start: Moment;
  readonly timeoutMs: number;
}

async function attemptRequest(
  settings: Settings,
  key: TokenKey,
  credentials: ClientCredentials,
  { number: attempts, start, timeoutMs }: Attempt,
): Promise<GrantedToken> {
  const { clock, authMethod, basicEncoding, tokenTypes } = settings;
  const parts = buildTokenRequest(key, credentials, authMethod, basicEncoding);
  const secrets = secretForms(credentials);
  try {
    const work = (signal: AbortSignal) => exchange(settings, parts, signal);
    const answer = await within(clock, timeoutMs, work, () => timeoutError(timeoutMs));
    const granted = judgeTokenAnswer(answer, tokenTypes, secrets);
    if (!isDeadOnArrival(granted, start, readMoment(clock))) return granted;
    const message = `the token lives ${granted.lifetimeSeconds} s and had ended when it arrived`;
    throw new TokenError("expired_on_arrival", message, { status: answer.status });
  } catch (thrown) {
    if (thrown instanceof TokenError)
      throw new TokenError(thrown.code, thrown.message, { ...thrown, attempts, cause: thrown.cause });
    const cause = safeCause(thrown, secrets);
    const message = `the token endpoint gave no answer: ${cause.message}`;
    throw new TokenError("token_endpoint_unreachable", message, { attempts, cause });
  }
}

function isDeadOnArrival({ lifetimeSeconds }: GrantedToken, start: Moment, now: Moment): boolean {
  if (lifetimeSeconds <= 0) return false;
  const lifetimeMs = lifetimeSeconds * 1000;
  return hasPassed(deadlinesOf({ start, lifetimeMs, remainingMs: lifetimeMs, isUnchanged: false }, 0).hard, now);
}

function timeoutError(timeoutMs: number): TokenError {
  const message = `the token endpoint gave no whole answer within ${timeoutMs} ms`;
  return new TokenError("timeout", message, { cause: new DOMException(message, "TimeoutError") });
}

/** Sends, and reads the answer without judging it. */
async function exchange(settings: Settings, parts: TokenRequestParts, signal: AbortSignal): Promise<TokenAnswer> {
  const { headers, body } = parts;
  const response = await settings.fetch(settings.tokenUrl, {
    method: "POST",
    headers,
    body,
    signal,
    redirect: "manual",
  });
  const { status } = response;
  if (response.type === "opaqueredirect" || (status >= 300 && status < 400)) {
    await response.body?.cancel();
    throw new TokenError("redirected", `the token endpoint answered ${status}: redirects are not followed`, { status });
  }
  const retryAfter = response.headers.get("retry-after");
  return {
    status,
    contentType: response.headers.get("content-type") ?? undefined,
    retryAfterMs: readRetryAfter(retryAfter, response.headers.get("date"), settings.clock.now()),
    body: await readBody(response),
  };
}

async function readBody(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length <= bodyBytesMax) text += decoder.decode(chunk, { stream: true });
    else throw new TokenError("response_too_large", `the token endpoint answered more than ${bodyBytesMax} bytes`);
  }
  return text + decoder.decode();
}
