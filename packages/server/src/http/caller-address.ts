import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import proxyAddress from "@fastify/proxy-addr";

/** Who sent a request. */
export type AddressReader = (request: IncomingMessage) => string;

/**
 * The connection's address, or what a trusted proxy says (T08). A proxy that passes on what its caller wrote could say anything: what is no
 * address counts as the connection's, so that nobody chooses what is logged or counted by.
 */
export function readAddressBehind(trustedProxies: readonly string[]): AddressReader {
  if (trustedProxies.length === 0) return connectionAddress;
  const isTrusted = proxyAddress.compile([...trustedProxies]);
  return (request) => {
    const address = proxyAddress(request, isTrusted);
    return isIP(address) === 0 ? connectionAddress(request) : address;
  };
}

function connectionAddress({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? "unknown";
}
