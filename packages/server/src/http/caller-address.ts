import { isIP } from "node:net";
import type { FastifyRequest } from "fastify";

/**
 * Who sent the request: the connection's address, or what a trusted proxy says (T08). A proxy that passes on what its caller wrote could
 * say anything: what is no address counts as the connection's, so that nobody chooses what is logged or counted by.
 */
export function callerAddress(request: FastifyRequest): string {
  const { ip } = request;
  return isIP(ip) === 0 ? (request.socket.remoteAddress ?? "unknown") : ip;
}
