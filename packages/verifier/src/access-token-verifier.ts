import { type ErrorAnswer, errorAnswer } from "./error-answer.ts";
import { type ExpressGuard, expressGuard } from "./middleware/express.ts";
import { type FastifyGuard, fastifyGuard } from "./middleware/fastify.ts";
import { type FetchHandler, fetchGuard, type GuardedFetchHandler } from "./middleware/fetch.ts";
import { type Guard, type GuardOptions, guardWith } from "./middleware/guard.ts";
import { type HonoGuard, honoGuard } from "./middleware/hono.ts";
import { type KoaGuard, koaGuard } from "./middleware/koa.ts";
import { type GuardedNodeHandler, type NodeListener, nodeGuard } from "./middleware/node.ts";
import {
  type ProtectedResourceMetadata,
  type ProtectedResourceOptions,
  protectedResourceMetadata,
} from "./protected-resource-metadata.ts";
import { TokenVerification } from "./token-verification.ts";
import type { VerifiedAccessToken } from "./verified-access-token.ts";
import type { VerifierError } from "./verifier-error.ts";
import type { AccessTokenVerifierOptions } from "./verifier-options.ts";
import { verifierSettings } from "./verifier-settings.ts";
import type { VerifierStats } from "./verifier-stats.ts";

/** Verifies the access tokens of one issuer for one API. Make one and keep it: it holds the keys, the list and the verified tokens. */
export interface AccessTokenVerifier {
  /**
   * Verifies one token: RFC 9068 §4, the issuer's current keys, and its revocation list when there is one.
   *
   * Rejects with {@link VerifierError}; never throws synchronously, whatever it is given.
   */
  verify(token: string): Promise<VerifiedAccessToken>;
  /**
   * Resolves when tokens can be judged: keys at hand and the revocation list, if any, fresh enough. For health checks.
   *
   * Rejects with {@link VerifierError} `keys_unavailable` or `revocation_list_unavailable`.
   */
  ready(): Promise<void>;
  stats(): VerifierStats;
  /** The status, headers and body that the middlewares would answer with, for frameworks that have none here. */
  errorAnswer(error: VerifierError): ErrorAnswer;
  /** The API's metadata of RFC 9728, naming this verifier's issuer. */
  protectedResourceMetadata(options?: ProtectedResourceOptions): ProtectedResourceMetadata;
  /** Stops the polling at once. Not needed for a process to end: no timer holds it. */
  close(): void;
  /** For Express 4 and 5, and anything else with `(request, response, next)`. Sets `request.auth`. */
  express(options?: GuardOptions): ExpressGuard;
  /** An `onRequest` or `preHandler` hook for Fastify. Sets `request.auth`. */
  fastify(options?: GuardOptions): FastifyGuard;
  /** For Hono. Sets the context variable `auth`. */
  hono(options?: GuardOptions): HonoGuard;
  /** For Koa. Sets `context.state.auth`. */
  koa(options?: GuardOptions): KoaGuard;
  /** Wraps a handler for `node:http`. Sets `request.auth`, and hands the token over as third argument. */
  node(handler: GuardedNodeHandler, options?: GuardOptions): NodeListener;
  /** Wraps a handler that takes a `Request` and gives a `Response`, and hands the token over as second argument. */
  fetch<Rest extends readonly unknown[]>(
    handler: GuardedFetchHandler<Rest>,
    options?: GuardOptions,
  ): FetchHandler<Rest>;
}

/**
 * Makes a verifier. Nothing is fetched before the first token (or `ready()`).
 *
 * ```ts
 * const auth = accessTokenVerifier({ issuer: "https://auth.celitech.net", audience: "https://api.celitech.net/v1" });
 * app.get("/v1/destinations", auth.express(), handler);
 * const { clientId, organizationId, scopes } = await auth.verify(token);
 * ```
 *
 * @throws VerifierError `configuration_invalid`
 */
export function accessTokenVerifier(options: AccessTokenVerifierOptions): AccessTokenVerifier {
  const settings = verifierSettings(options);
  const verification = new TokenVerification(settings, options);
  const verify = (token: string) => verification.verify(token);
  const guard = (guardOptions: GuardOptions | undefined): Guard => guardWith(verify, settings, guardOptions);
  return Object.freeze({
    verify,
    ready: () => verification.ready(),
    stats: () => verification.stats(),
    errorAnswer: (error: VerifierError) => errorAnswer(error, settings),
    protectedResourceMetadata: (resource: ProtectedResourceOptions = {}) =>
      protectedResourceMetadata(settings.claims.issuer, settings.audiences, resource),
    close: () => verification.close(),
    express: (guardOptions?: GuardOptions) => expressGuard(guard(guardOptions)),
    fastify: (guardOptions?: GuardOptions) => fastifyGuard(guard(guardOptions)),
    hono: (guardOptions?: GuardOptions) => honoGuard(guard(guardOptions)),
    koa: (guardOptions?: GuardOptions) => koaGuard(guard(guardOptions)),
    node: (handler: GuardedNodeHandler, guardOptions?: GuardOptions) => nodeGuard(handler, guard(guardOptions)),
    fetch: <Rest extends readonly unknown[]>(handler: GuardedFetchHandler<Rest>, guardOptions?: GuardOptions) =>
      fetchGuard(handler, guard(guardOptions)),
  });
}
