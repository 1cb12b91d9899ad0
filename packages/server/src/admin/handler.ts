import type { AnswerOf, BodyOf, EndpointKey, Endpoints, ParamsOf, ProblemCode, QueryOf } from "@celitech-auth/contract";
import type { Change, RequestOrigin } from "../domain/administration/outcome.ts";
import type { IdempotentRequest } from "../domain/ports.ts";
import type { SecretText } from "../domain/secret-text.ts";
import type { AdminParts } from "./admin-parts.ts";
import { actorOf, type Caller } from "./caller.ts";

/** A request of the admin API that was parsed, identified and authorized. */
export interface AdminRequest<Key extends EndpointKey> {
  readonly params: ParamsOf<Key>;
  readonly query: QueryOf<Key>;
  readonly body: BodyOf<Key>;
  readonly caller: Endpoints[Key]["access"] extends { readonly kind: "anyone" } ? Caller | undefined : Caller;
  readonly origin: RequestOrigin;
  /** Of `If-Match`. */
  readonly expectedVersion: number | undefined;
  /** Of `Idempotency-Key`, for `createOnce`. */
  readonly idempotency: IdempotentRequest | undefined;
  readonly now: number;
}

export interface AdminAnswer<Body> {
  readonly kind: "answer";
  readonly body: Body;
  /** Sent as `ETag`. */
  readonly version?: number | undefined;
  /** It answers a request that was done before; sent as `Idempotency-Replayed`. */
  readonly isReplay?: boolean;
  /** Sets the session's cookie. */
  readonly startedSession?: { readonly token: SecretText; readonly maxAgeSeconds: number };
  /** Clears it. */
  readonly isSessionEnded?: boolean;
}

/** What is sent as it comes, a piece at a time. */
export interface AdminStream {
  readonly kind: "stream";
  readonly mediaType: string;
  readonly filename: string;
  readonly pieces: AsyncIterable<string>;
}

/** The problems of the domain are among these. */
export interface AdminProblem {
  readonly kind: "problem";
  readonly code: ProblemCode;
  readonly message: string;
  readonly field?: string | undefined;
  readonly retryAfterSeconds?: number;
}

export function isAdminProblem(result: object): result is AdminProblem {
  return (result as { kind?: unknown }).kind === "problem";
}

export type AdminResult<Key extends EndpointKey> = AdminAnswer<AnswerOf<Key>> | AdminStream | AdminProblem;

export type Handler<Key extends EndpointKey> = (
  request: AdminRequest<Key>,
  parts: AdminParts,
) => Promise<AdminResult<Key>>;

/** Some of the routes: each file of this folder has those of one resource. */
export type Handlers<Keys extends EndpointKey> = { readonly [Key in Keys]: Handler<Key> };

export function answer<Body>(body: Body, extras: Omit<AdminAnswer<Body>, "kind" | "body"> = {}): AdminAnswer<Body> {
  return { kind: "answer", body, ...extras };
}

/** Who changes what, for `applyChange`. */
export function changeContext(request: {
  readonly caller: Caller;
  readonly origin: RequestOrigin;
  readonly expectedVersion: number | undefined;
  readonly now: number;
}): Omit<Change, "transaction"> {
  const { caller, origin, expectedVersion, now } = request;
  return { actor: actorOf(caller), origin, expectedVersion, now };
}
