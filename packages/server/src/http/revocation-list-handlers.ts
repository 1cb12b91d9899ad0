import { REVOCATION_LIST_MEDIA_TYPE } from "@celitech-auth/verifier/revocation-list";
import type { FastifyReply, FastifyRequest } from "fastify";
import { oauthError } from "../oauth/oauth-error.ts";
import { matchesTag } from "./entity-tag.ts";
import { sendError } from "./error-response.ts";
import type { HttpParts } from "./http-parts.ts";

/** A cache asks once a second, whatever the number of followers. */
const HEAD_CACHE = "public, max-age=1";
const PART_CACHE = "public, max-age=31536000, immutable";
const NO_PART = { status: 404, error: "invalid_request", description: "There is nothing at this path." } as const;

/**
 * `GET /oauth2/revocations`: the signed head of the revocation list. A node that has not reached its database for longer than it may issue
 * tokens has none: what it says might be old.
 */
export function handleRevocationList({ service, staleMilliseconds, supportUrl }: HttpParts) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { current } = service;
    const head =
      current === undefined || isStale(current.tokenEndpoint) ? undefined : await current.revocationList.head();
    if (head === undefined)
      return sendError(reply, oauthError("store_unavailable"), { supportUrl, retryAfterSeconds: 1 });
    reply.headers({ "content-type": REVOCATION_LIST_MEDIA_TYPE, "cache-control": HEAD_CACHE, etag: head.etag });
    return matchesTag(request.headers["if-none-match"], head.etag) ? reply.code(304).send() : reply.send(head.body);
  };

  function isStale({ clock, freshness }: ServiceClock): boolean {
    return clock() - freshness.confirmedAt > staleMilliseconds;
  }
}

/** `GET /oauth2/revocations/{sha256}`: the bytes that have the digest, for ever. What is not known here may be known in a moment. */
export function handleRevocationPart({ service, supportUrl }: HttpParts) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { sha256 } = request.params as { readonly sha256: string };
    const part = service.current?.revocationList.part(sha256);
    if (part === undefined) return sendError(reply, NO_PART, { supportUrl });
    reply.headers({ "content-type": "application/octet-stream", "cache-control": PART_CACHE, etag: `"${sha256}"` });
    return reply.send(Buffer.from(part.buffer, part.byteOffset, part.byteLength));
  };
}

interface ServiceClock {
  readonly clock: () => number;
  readonly freshness: { readonly confirmedAt: number };
}
