import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyInstance } from "fastify";
import type { OAuthError } from "../oauth/oauth-error.ts";
import { ARRIVED_TOO_LATE } from "./arrival-time.ts";
import { rawErrorResponse, sendError } from "./error-response.ts";

/** Answers what Node's parser refused, before there was a request, and ends the connection (RFC 9112 §6.3, T21). */
export function answerConnectionErrors(supportUrl: string | undefined) {
  return (error: NodeJS.ErrnoException, socket: Duplex): void => {
    if (error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    afterCompleteRequests(socket, () => endWith(socket, connectionError(error.code), supportUrl));
  };
}

/** Gives an answer like any other where Node would send an empty one, or close the connection without a word. */
export function answerOddRequests(server: FastifyInstance, supportUrl: string | undefined): void {
  const http = server.server;
  // A server may ignore expectations that it does not know (RFC 9110 §10.1.1); Node's 417 has no body.
  http.on("checkExpectation", (request, response) => void http.emit("request", request, response));
  http.on("connect", (_request, socket) => endWith(socket, METHOD_NOT_ALLOWED, supportUrl, ["allow: GET, HEAD, POST"]));
  server.addHook("onRequest", (request, reply, done) => {
    const { httpVersion, headers } = request.raw;
    if (httpVersion !== "1.1" || headers.host !== undefined) done();
    else sendError(reply, MALFORMED, { supportUrl, isConnectionEnded: true }); // RFC 9112 §3.2
  });
}

const MALFORMED = {
  status: 400,
  error: "invalid_request",
  description: "The request is not well-formed HTTP.",
} as const satisfies OAuthError;
const METHOD_NOT_ALLOWED = {
  status: 405,
  error: "invalid_request",
  description: "The method is not allowed here.",
} as const satisfies OAuthError;

function endWith(
  socket: Duplex,
  answer: OAuthError,
  supportUrl: string | undefined,
  headerLines: readonly string[] = [],
): void {
  socket.end(rawErrorResponse(answer, STATUS_CODES[answer.status] ?? "Error", supportUrl, headerLines));
  if ("destroySoon" in socket && typeof socket.destroySoon === "function") socket.destroySoon();
}

// Requests that came whole before the one that is refused are answered first: else the refusal would be taken for their answer.
function afterCompleteRequests(socket: Duplex, act: () => void): void {
  const { _httpMessage: pending } = socket as { readonly _httpMessage?: ServerResponse | null };
  if (pending?.req?.complete !== true) act();
  else pending.once("finish", () => afterCompleteRequests(socket, act));
}

function connectionError(code: string | undefined): OAuthError {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return ARRIVED_TOO_LATE;
    case "HPE_HEADER_OVERFLOW":
      return { status: 431, error: "invalid_request", description: "The headers are too long." };
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return { status: 413, error: "invalid_request", description: "The chunk extensions are too long." };
    default:
      return MALFORMED;
  }
}
