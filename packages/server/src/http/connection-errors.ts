import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { OAuthError } from "../oauth/oauth-error.ts";
import { rawErrorResponse } from "./error-response.ts";

/** Answers what Node's parser refused, before there was a request, and ends the connection (RFC 9112 §6.3, T21). */
export function answerConnectionErrors(supportUrl: string | undefined) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    const answer = connectionError(error.code);
    socket.end(rawErrorResponse(answer, STATUS_CODES[answer.status] ?? "Error", supportUrl));
    socket.destroySoon();
  };
}

function connectionError(code: string | undefined): OAuthError {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return { status: 408, error: "invalid_request", description: "The request took too long to arrive." };
    case "HPE_HEADER_OVERFLOW":
      return { status: 431, error: "invalid_request", description: "The headers are too long." };
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return { status: 413, error: "invalid_request", description: "The chunk extensions are too long." };
    default:
      return { status: 400, error: "invalid_request", description: "The request is not well-formed HTTP." };
  }
}
