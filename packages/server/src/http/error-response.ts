import { constants, type ServerHttp2Stream } from "node:http2";
import type { FastifyReply } from "fastify";
import type { OAuthError } from "../oauth/oauth-error.ts";

/** RFC 6749 §5.1 asks for these where there is a token; here they are on every answer of an OAuth endpoint (T23). */
export const NO_STORE = { "cache-control": "no-store", pragma: "no-cache" } as const;
/** On every answer of the service. */
export const SECURITY_HEADERS = {
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
} as const;
export const JSON_TYPE = "application/json; charset=utf-8";

const CHALLENGE = 'Basic realm="celitech-auth", charset="UTF-8"';

export interface ErrorExtras {
  readonly supportUrl: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly allow?: string;
  /** Of the log lines of this request; on failures of ours only, so that refusals are the same to the byte. */
  readonly requestId?: string | undefined;
  /** Bytes of the request are still to come: nothing after them could be told apart from them. */
  readonly isConnectionEnded?: boolean;
}

/** Status, headers and body of an answer, whoever sends it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The one place that says what an error looks like (RFC 6749 §5.2). */
export function errorAnswer(error: OAuthError, extras: ErrorExtras): Answer {
  const { supportUrl, retryAfterSeconds, allow, requestId } = extras;
  const headers = {
    ...SECURITY_HEADERS,
    "content-type": JSON_TYPE,
    ...NO_STORE,
    ...(error.status === 401 && { "www-authenticate": CHALLENGE }),
    ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
    ...(allow !== undefined && { allow }),
    ...(requestId !== undefined && { "x-request-id": requestId }),
  };
  return { status: error.status, headers, body: errorBody(error, supportUrl) };
}

/** Sends an error from a route of the framework. */
export function sendError(reply: FastifyReply, error: OAuthError, extras: ErrorExtras): FastifyReply {
  if (extras.isConnectionEnded === true) endConnection(reply);
  return sendAnswer(reply, errorAnswer(error, extras));
}

export function sendAnswer(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}

// HTTP/2 has no such header, and ends the stream alone, once the answer is sent and without an error (RFC 9113 §8.1).
function endConnection(reply: FastifyReply): void {
  if ("stream" in reply.raw) {
    const stream = reply.raw.stream as ServerHttp2Stream;
    reply.removeHeader("connection");
    stream.once("finish", () => stream.close(constants.NGHTTP2_NO_ERROR));
  } else reply.header("connection", "close");
}

/** The same answer as bytes, for requests that never became one: the connection ends with it. */
export function rawErrorResponse(
  error: OAuthError,
  reasonPhrase: string,
  supportUrl: string | undefined,
  headerLines: readonly string[] = [],
): string {
  const body = errorBody(error, supportUrl);
  return [
    `HTTP/1.1 ${error.status} ${reasonPhrase}`,
    "connection: close",
    `content-type: ${JSON_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries({ ...SECURITY_HEADERS, ...NO_STORE }).map(([name, value]) => `${name}: ${value}`),
    ...headerLines,
    "",
    body,
  ].join("\r\n");
}

function errorBody({ error, description }: OAuthError, supportUrl: string | undefined): string {
  return JSON.stringify({
    error,
    error_description: description,
    ...(supportUrl !== undefined && { error_uri: supportUrl }),
  });
}
