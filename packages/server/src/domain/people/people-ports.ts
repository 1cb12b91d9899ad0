import type { Page, PageQuery } from "../cursor.ts";
import type { AdminToken } from "./admin-token.ts";
import type { InvitationPurpose, OneTimeLink } from "./one-time-link.ts";
import type { Passkey } from "./passkey.ts";
import type { Session } from "./session.ts";
import type { Membership, NamedMembership, Role, User } from "./user.ts";

export interface UserRepository {
  find(id: string): Promise<User | undefined>;
  /** In lower case. */
  findByEmail(email: string): Promise<User | undefined>;
  countOperators(): Promise<number>;
  /** Locks all operators against other writers until the end of the transaction. */
  lockOperators(): Promise<void>;
  insert(user: User): Promise<void>;
  update(id: string, values: UserChange): Promise<void>;
}

/** What is named is changed, and the rest stays. */
export type UserChange = Partial<
  Pick<User, "email" | "name" | "isOperator" | "passwordHash"> & { readonly lastSignedInAt: number }
>;

export interface MembershipRepository {
  find(userId: string, organizationId: string): Promise<Membership | undefined>;
  /** By the name of the organization. */
  listOfUser(userId: string): Promise<readonly NamedMembership[]>;
  count(organizationId: string, role?: Role): Promise<number>;
  insert(membership: Membership): Promise<void>;
  setRole(userId: string, organizationId: string, role: Role): Promise<void>;
  delete(userId: string, organizationId: string): Promise<void>;
  deleteOfOrganization(organizationId: string): Promise<void>;
}

export interface PasskeyRepository {
  find(id: string): Promise<Passkey | undefined>;
  /** The newest first. */
  listOfUser(userId: string): Promise<readonly Passkey[]>;
  insert(passkey: Passkey): Promise<void>;
  /** False: it was removed. */
  recordUse(id: string, use: Pick<Passkey, "counter" | "isSynced"> & { readonly at: number }): Promise<boolean>;
  delete(id: string): Promise<void>;
}

export interface RecoveryCodeRepository {
  countUnused(userId: string): Promise<number>;
  /** Replaces all that there are. */
  replace(userId: string, hashes: readonly Uint8Array[]): Promise<void>;
  /** Uses one up; false: there is none such, or it was used. */
  claim(userId: string, hash: Uint8Array, at: number): Promise<boolean>;
}

/** A link with what people are told of it. */
export interface FoundLink extends OneTimeLink {
  readonly organizationName: string | undefined;
}

export interface Invitation extends OneTimeLink {
  readonly purpose: InvitationPurpose;
}

export interface OneTimeLinkRepository {
  find(id: string): Promise<OneTimeLink | undefined>;
  findByTokenHash(tokenHash: Uint8Array): Promise<FoundLink | undefined>;
  /** Invitations that can be used now. */
  listInvitationsOfCreator(createdBy: string, now: number): Promise<readonly Invitation[]>;
  insert(link: OneTimeLink, tokenHash: Uint8Array): Promise<void>;
  /** Uses it up, for one caller of any number; false: it was used, has expired, or does not exist. */
  claim(id: string, at: number): Promise<boolean>;
  /** Withdraws a link that nobody has used; false: there is none. */
  delete(id: string): Promise<boolean>;
  deleteUnusedSetupLinks(): Promise<void>;
  deleteUnusedOfOrganization(organizationId: string): Promise<void>;
  /** Drops what expired before. */
  prune(before: number): Promise<void>;
}

export interface SessionRepository {
  find(id: string): Promise<Session | undefined>;
  findByTokenHash(tokenHash: Uint8Array): Promise<Session | undefined>;
  /** The last seen first. */
  listOfUser(userId: string): Promise<readonly Session[]>;
  insert(session: Session, tokenHash: Uint8Array): Promise<void>;
  /** Later than it was alone. */
  setLastSeen(id: string, seen: Pick<Session, "lastSeenAt" | "address" | "userAgent">): Promise<void>;
  setConfirmed(id: string, at: number): Promise<void>;
  delete(id: string): Promise<void>;
  deleteOfUser(userId: string, except?: string): Promise<void>;
  /** Ends all but the newest. */
  deleteOldestOfUser(userId: string, kept: number): Promise<void>;
  prune(lastSeenBefore: number, createdBefore: number): Promise<void>;
}

export interface UsedChallengeRepository {
  /** False: it was used before. */
  claim(challenge: string, expiresAt: number): Promise<boolean>;
  prune(before: number): Promise<void>;
}

export interface AdminTokenQuery extends PageQuery {
  /** Undefined: those of all organizations, and of operators. */
  readonly visibleOrganizationIds: readonly string[] | undefined;
}

export interface AdminTokenRepository {
  find(id: string): Promise<AdminToken | undefined>;
  findByTokenHash(tokenHash: Uint8Array): Promise<AdminToken | undefined>;
  /** Revoked ones too, the newest first. */
  list(query: AdminTokenQuery): Promise<Page<AdminToken>>;
  insert(token: AdminToken, tokenHash: Uint8Array): Promise<void>;
  /** Those that work now. */
  listLiveOfCreator(createdBy: string, now: number): Promise<readonly AdminToken[]>;
  setRevoked(id: string, at: number): Promise<void>;
  revokeOfOrganization(organizationId: string, at: number): Promise<void>;
  /** Later than it was alone. */
  setLastUsed(id: string, at: number, address: string): Promise<void>;
}

/** Everything about people and how they sign in. */
export interface People {
  readonly users: UserRepository;
  readonly memberships: MembershipRepository;
  readonly passkeys: PasskeyRepository;
  readonly recoveryCodes: RecoveryCodeRepository;
  readonly oneTimeLinks: OneTimeLinkRepository;
  readonly sessions: SessionRepository;
  readonly usedChallenges: UsedChallengeRepository;
  readonly adminTokens: AdminTokenRepository;
}
