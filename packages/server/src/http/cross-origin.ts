import type { FastifyInstance } from "fastify";

/**
 * Lets pages of the listed origins read answers (Fetch standard, CORS). None by default: secrets do not belong in browsers (T24). Never with
 * credentials, so that no cookie is ever sent along.
 */
export function allowOrigins(server: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const allowed = new Set(origins);
  server.addHook("onRequest", async (request, reply) => {
    reply.header("vary", "Origin");
    const { origin } = request.headers;
    if (origin === undefined || !allowed.has(origin)) return undefined;
    reply.header("access-control-allow-origin", origin);
    if (request.method !== "OPTIONS") return undefined;
    reply
      .header("access-control-allow-methods", "GET, POST")
      .header("access-control-allow-headers", "authorization, content-type");
    return reply.code(204).send();
  });
}
