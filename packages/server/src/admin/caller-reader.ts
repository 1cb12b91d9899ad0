import type { RequestOrigin } from "../domain/administration/outcome.ts";
import { isSessionTokenFormat } from "../domain/administration/start-session.ts";
import { isAdminTokenFormat, isAdminTokenLive } from "../domain/people/admin-token.ts";
import type { People } from "../domain/people/people-ports.ts";
import { LAST_SEEN_MILLISECONDS, sessionEndsAt } from "../domain/people/session.ts";
import type { SecretText } from "../domain/secret-text.ts";
import type { TokenHasher } from "../domain/token-hasher.ts";
import { cleanUserAgent } from "../domain/user-agent.ts";
import type { CallerReader, Credentials } from "./admin-parts.ts";
import type { AdminTokenCaller, Caller, UserCaller } from "./caller.ts";

/** Asks the database each time: whoever is signed out, revoked or removed is nobody with the next request, on every node. */
export class StoredCallerReader implements CallerReader {
  readonly #people: People;
  readonly #hasher: TokenHasher;

  constructor(people: People, hasher: TokenHasher) {
    this.#people = people;
    this.#hasher = hasher;
  }

  async identify(
    { sessionToken, adminToken }: Credentials,
    origin: RequestOrigin,
    now: number,
  ): Promise<Caller | undefined> {
    if (adminToken !== undefined) return this.#readAdminToken(adminToken, origin, now);
    return sessionToken === undefined ? undefined : this.#readSession(sessionToken, origin, now);
  }

  async #readSession(token: SecretText, origin: RequestOrigin, now: number): Promise<UserCaller | undefined> {
    if (!isSessionTokenFormat(token.reveal())) return undefined;
    const { sessions, users, memberships } = this.#people;
    const session = await sessions.findByTokenHash(this.#hasher.hash("session", token.reveal()));
    if (session === undefined || now >= sessionEndsAt(session)) return undefined;
    const [user, roles] = await Promise.all([users.find(session.userId), memberships.listOfUser(session.userId)]);
    if (user === undefined) return undefined;
    if (now - session.lastSeenAt >= LAST_SEEN_MILLISECONDS) {
      const { address } = origin;
      await sessions.setLastSeen(session.id, { lastSeenAt: now, address, userAgent: cleanUserAgent(origin.userAgent) });
    }
    return {
      kind: "user",
      userId: user.id,
      sessionId: session.id,
      isOperator: user.isOperator,
      memberships: roles.map(({ organizationId, role }) => ({ organizationId, role })),
      confirmedAt: session.confirmedAt,
    };
  }

  async #readAdminToken(
    text: SecretText,
    { address }: RequestOrigin,
    now: number,
  ): Promise<AdminTokenCaller | undefined> {
    if (!isAdminTokenFormat(text.reveal())) return undefined;
    const { adminTokens } = this.#people;
    const token = await adminTokens.findByTokenHash(this.#hasher.hash("admin_token", text.reveal()));
    if (token === undefined || !isAdminTokenLive(token, now)) return undefined;
    if (token.lastUsedAt === undefined || now - token.lastUsedAt >= LAST_SEEN_MILLISECONDS)
      await adminTokens.setLastUsed(token.id, now, address);
    const { id: tokenId, organizationId } = token;
    return { kind: "admin_token", tokenId, organizationId, scopes: token.scopes };
  }
}
