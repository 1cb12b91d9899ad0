import type { VerifiedAccessToken } from "../verified-access-token.ts";
import { VerifierError } from "../verifier-error.ts";

const tokens = new WeakMap<object, VerifiedAccessToken>();

/** Notes which token a request came with. */
export function setAccessToken(carrier: object, token: VerifiedAccessToken): void {
  tokens.set(carrier, token);
}

/**
 * The verified token of a request, with its type: for a request of Express, Fastify, `node:http` or fetch, or a context of Hono or Koa,
 * that went through this package's middleware.
 *
 * @throws VerifierError `configuration_invalid` when it did not, so that a route without its guard fails instead of going on.
 */
export function accessTokenOf(carrier: object): VerifiedAccessToken {
  const token = tokens.get(carrier);
  if (token === undefined)
    throw new VerifierError("configuration_invalid", { message: "The request did not go through the verifier" });
  return token;
}
