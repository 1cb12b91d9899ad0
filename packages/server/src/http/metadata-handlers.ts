import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { KEY_SET_MAX_AGE_SECONDS } from "../domain/signing-key.ts";
import { keySet } from "../oauth/key-set.ts";
import { authorizationServerMetadata } from "../oauth/metadata.ts";
import { oauthError } from "../oauth/oauth-error.ts";
import { publishedKeys } from "../oauth/own-token.ts";
import { matchesTag } from "./entity-tag.ts";
import { JSON_TYPE, sendError } from "./error-response.ts";
import type { HttpParts } from "./http-parts.ts";

const PUBLIC_CACHE = `public, max-age=${KEY_SET_MAX_AGE_SECONDS}`;

/** `GET /.well-known/jwks.json` (RFC 7517 §5). */
export function handleKeySet(parts: HttpParts) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { service, supportUrl } = parts;
    if (service.current === undefined)
      return sendError(reply, oauthError("store_unavailable"), { supportUrl, retryAfterSeconds: 1 });
    const { tokenEndpoint } = service.current;
    const keys = publishedKeys(tokenEndpoint, tokenEndpoint.clock());
    return sendPublic(request, reply, JSON.stringify(keySet(keys)));
  };
}

/** `GET /.well-known/oauth-authorization-server` (RFC 8414 §3). */
export function handleMetadata({ issuer, tokenPaths }: HttpParts) {
  const body = JSON.stringify(authorizationServerMetadata({ issuer, tokenPath: tokenPaths[0] }));
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    sendPublic(request, reply, body);
}

function sendPublic(request: FastifyRequest, reply: FastifyReply, body: string): FastifyReply {
  const etag = `"${createHash("sha256").update(body).digest("base64url")}"`;
  reply.headers({ "content-type": JSON_TYPE, "cache-control": PUBLIC_CACHE, etag });
  return matchesTag(request.headers["if-none-match"], etag) ? reply.code(304).send() : reply.send(body);
}
