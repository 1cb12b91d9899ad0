export type { Claims, OptionalClaim } from "./access-token-claims.ts";
export { type AccessTokenVerifier, accessTokenVerifier } from "./access-token-verifier.ts";
export type { Fetch } from "./bounded-get.ts";
export type { ClockSource } from "./clock.ts";
export type { ErrorAnswer } from "./error-answer.ts";
export type { KeySetStats } from "./key-set-follower.ts";
export type { ExpressGuard } from "./middleware/express.ts";
export type { FastifyGuard, FastifyReplyLike } from "./middleware/fastify.ts";
export type { FetchHandler, GuardedFetchHandler } from "./middleware/fetch.ts";
export type { GuardOptions } from "./middleware/guard.ts";
export type { HonoContextLike, HonoGuard } from "./middleware/hono.ts";
export type { KoaContextLike, KoaGuard } from "./middleware/koa.ts";
export type { GuardedNodeHandler, NodeListener } from "./middleware/node.ts";
export { accessTokenOf } from "./middleware/request-token.ts";
export {
  type ProtectedResourceMetadata,
  type ProtectedResourceOptions,
  protectedResourceMetadata,
} from "./protected-resource-metadata.ts";
export type { RevocationListStats } from "./revocation-list/revocation-list-follower.ts";
export type { SignatureAlgorithm } from "./signature-algorithms.ts";
export type { VerifiedAccessToken } from "./verified-access-token.ts";
export { VerifierError, type VerifierErrorCode, type VerifierErrorDetails } from "./verifier-error.ts";
export { VERIFIER_CHANNEL, type VerifierEvent, type VerifierMessage } from "./verifier-events.ts";
export type {
  AccessTokenVerifierOptions,
  KeySetOptions,
  Relaxations,
  RevocationListOptions,
} from "./verifier-options.ts";
export type { VerifierStats } from "./verifier-stats.ts";
