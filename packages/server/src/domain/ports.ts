import type { AuditEvent } from "./audit-event.ts";
import type { Client, ClientDetails, ResourceGrant } from "./client.ts";
import type { ClientSecret } from "./client-secret.ts";
import type { ClientId } from "./identifier.ts";
import type { WrappedKey } from "./master-key.ts";
import type { Organization } from "./organization.ts";
import type { People } from "./people/people-ports.ts";
import type { Resource, ResourceScope } from "./resource.ts";
import type { RecordedRevocation, RevokedSubject } from "./revocation.ts";
import type { SigningKey } from "./signing-key.ts";

/** Milliseconds since the epoch. One clock is made in compose.ts and handed on. */
export type Clock = () => number;

/** The token endpoint's one question to the database. */
export interface ClientReader {
  findClient(id: ClientId): Promise<Client | undefined>;
}

export const CHANGE_KINDS = ["client", "resource", "signing_key", "revocation"] as const;

/** Something that a running server holds in memory has changed. */
export interface Change {
  readonly kind: (typeof CHANGE_KINDS)[number];
  readonly subjectId: string;
}

export type ChangeBatch =
  | {
      readonly kind: "changes";
      readonly changes: readonly Change[];
      readonly position: number;
      readonly isMore: boolean;
    }
  /** The log no longer reaches back to the position that was asked for. */
  | { readonly kind: "gap" };

/** The change log. Positions follow the order of commits: what is not seen at position n is never below n. */
export interface ChangeReader {
  lastPosition(): Promise<number>;
  changesAfter(position: number): Promise<ChangeBatch>;
  /** Drops what every running server has long read. */
  prune(before: number): Promise<void>;
}

export interface Catalog {
  readonly resources: readonly Resource[];
  /** Seconds: no token of this service ever lived longer. */
  readonly longestLifetimeSeconds: number;
}

export interface CatalogReader {
  readCatalog(): Promise<Catalog>;
}

export interface SigningKeyReader {
  listSigningKeys(): Promise<readonly SigningKey[]>;
}

/** All revocations up to a number: what is not in it by then never will be. */
export interface RevocationState {
  /** The number of the last revocation, 0 for none. */
  readonly sequence: number;
  /** Keys that were dropped in an emergency, the newest last. */
  readonly revokedKids: readonly string[];
}

export interface RevocationReader {
  readState(): Promise<RevocationState>;
  /** What has a number above `since` and at most `until`, in order, `limit` at most. Those of keys are in the state. */
  listAfter(since: number, until: number, limit: number): Promise<readonly RecordedRevocation[]>;
  /** Whether one token, or what was issued for its secret, was taken back. */
  isTokenRevoked(tokenId: string, credentialId: string): Promise<boolean>;
}

/** How a secret was used since the last write. */
export interface SecretUse {
  readonly secretId: string;
  readonly clientId: ClientId;
  readonly lastUsedAt: number;
  readonly lastUsedFrom: string;
  readonly tokensIssued: number;
}

export interface SecretUseTotals extends SecretUse {
  readonly firstUsedAt: number;
}

export interface UsageStore {
  /** Adds to what is there. */
  addUses(uses: readonly SecretUse[]): Promise<void>;
  findUses(clientId: ClientId): Promise<readonly SecretUseTotals[]>;
}

export interface ClientPage {
  readonly clients: readonly ClientDetails[];
  readonly nextCursor: string | undefined;
}

export interface ClientQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** In the name or at the start of the id. */
  readonly search?: string | undefined;
  readonly organizationId?: string | undefined;
}

export interface NewClient {
  readonly id: ClientId;
  readonly organizationId: string;
  readonly name: string;
  readonly kind: Client["kind"];
  readonly authenticationMethod: Client["authenticationMethod"];
  readonly claims: Client["claims"];
  readonly createdAt: number;
  readonly createdBy: string;
}

export interface ClientRepository {
  /** Locks the client against other writers until the end of the transaction. */
  lock(id: ClientId): Promise<void>;
  find(id: ClientId): Promise<ClientDetails | undefined>;
  /** Whether there ever was one. */
  hasAny(): Promise<boolean>;
  /** Deleted ones count: an id is never used again. */
  isIdTaken(id: ClientId): Promise<boolean>;
  insert(client: NewClient): Promise<void>;
  setEnabled(id: ClientId, isEnabled: boolean, generation: number): Promise<void>;
  setGeneration(id: ClientId, generation: number): Promise<void>;
  markDeleted(id: ClientId, at: number, generation: number): Promise<void>;
  putGrant(id: ClientId, grant: ResourceGrant): Promise<void>;
}

export interface SecretRepository {
  insert(clientId: ClientId, secret: ClientSecret): Promise<void>;
  setExpiry(secretId: string, expiresAt: number): Promise<void>;
  setRevoked(secretId: string, at: number): Promise<void>;
  /** Forgets the hashes of all but the newest secrets, so that checking stays cheap. */
  forgetOldHashes(clientId: ClientId, kept: number): Promise<void>;
}

export interface OrganizationRepository {
  find(idOrName: string): Promise<Organization | undefined>;
  insert(organization: Organization): Promise<void>;
}

export interface ResourceRepository {
  find(audience: string): Promise<Resource | undefined>;
  insert(resource: Resource): Promise<void>;
  update(resource: Pick<Resource, "id" | "name" | "signingAlgorithm" | "tokenLifetimeSeconds">): Promise<void>;
  insertScopes(resourceId: string, scopes: readonly ResourceScope[]): Promise<void>;
  /** Never lowers it. */
  raiseLongestLifetime(seconds: number): Promise<void>;
  /** For how long a node without its database goes on issuing tokens. Never lowers it. */
  raiseLongestStaleTime(seconds: number): Promise<void>;
}

export interface SigningKeyRepository {
  list(): Promise<readonly SigningKey[]>;
  insert(key: SigningKey): Promise<void>;
  setTimes(key: Pick<SigningKey, "kid" | "activatesAt" | "removedAt">): Promise<void>;
  setPrivateKey(kid: string, privateKey: WrappedKey): Promise<void>;
}

/** Keys with a name, such as the pepper. */
export interface WrappedKeyRepository {
  list(): Promise<readonly NamedWrappedKey[]>;
  find(name: string): Promise<WrappedKey | undefined>;
  insert(name: string, key: WrappedKey, at: number): Promise<void>;
  replace(name: string, key: WrappedKey): Promise<void>;
}

/** What can be read and changed within one transaction: all of it is kept, or nothing. */
export interface Transaction extends People {
  readonly clients: ClientRepository;
  readonly secrets: SecretRepository;
  readonly organizations: OrganizationRepository;
  readonly resources: ResourceRepository;
  readonly signingKeys: SigningKeyRepository;
  readonly wrappedKeys: WrappedKeyRepository;
  recordEvent(event: AuditEvent): Promise<void>;
  /** Written last, under the one lock that puts positions in the order of commits. */
  recordChange(change: Change): void;
  /** Written last, too: its number follows the order of commits. Running servers are told. */
  recordRevocation(subject: RevokedSubject): void;
  /** Takes that lock now: whoever else changes anything waits until the end. */
  serialize(): Promise<void>;
}

export interface NamedWrappedKey extends WrappedKey {
  readonly name: string;
}

export interface UnitOfWork {
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
}

/** Questions that people ask. */
export interface AdministrationReader {
  listClients(query: ClientQuery): Promise<ClientPage>;
  findClientDetails(id: ClientId): Promise<ClientDetails | undefined>;
  listOrganizations(): Promise<readonly Organization[]>;
}
