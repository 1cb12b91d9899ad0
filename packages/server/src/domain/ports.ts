import type { AdministrationReader } from "./administration-reader.ts";
import type { AuditEvent } from "./audit-event.ts";
import type { AuthenticationMethod, Client, ClientDetails, ResourceGrant } from "./client.ts";
import type { NewClientSecret } from "./client-secret.ts";
import type { ClientId } from "./identifier.ts";
import type { WrappedKey } from "./master-key.ts";
import type { Organization } from "./organization.ts";
import type { People } from "./people/people-ports.ts";
import type { Resource, ResourceDetails, ResourceScope } from "./resource.ts";
import type { RecordedRevocation, RevokedSubject } from "./revocation.ts";
import type { SigningKey } from "./signing-key.ts";

/** Milliseconds since the epoch. One clock is made in compose.ts and handed on. */
export type Clock = () => number;

/** What the token endpoint asks the database. */
export interface ClientReader {
  findClient(id: ClientId): Promise<Client | undefined>;
  /** Those whose ids come after one, in the order of ids. */
  listClients(after: ClientId | "", limit: number): Promise<readonly Client[]>;
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
  removeGrant(id: ClientId, resourceId: string): Promise<void>;
  update(id: ClientId, values: ClientUpdate): Promise<void>;
  raiseVersion(id: ClientId): Promise<void>;
  /** Deleted ones do not count. */
  countOf(organizationId: string): Promise<number>;
  /** How many may ask for a scope. */
  countWithScope(resourceId: string, scope: string): Promise<number>;
  /** Moves what is left of deleted clients, so that their organization can go. */
  moveDeleted(fromOrganizationId: string, toOrganizationId: string): Promise<void>;
}

export interface ClientUpdate {
  readonly name: string;
  readonly authenticationMethod: AuthenticationMethod;
}

export interface SecretRepository {
  insert(clientId: ClientId, secret: NewClientSecret): Promise<void>;
  setExpiry(secretId: string, expiresAt: number | undefined): Promise<void>;
  setLabel(secretId: string, label: string | undefined): Promise<void>;
  setRevoked(secretId: string, at: number): Promise<void>;
  /** Which secret a rotation puts in its place, and when it would have ended without that; undefined for both: none. */
  setReplacement(secretId: string, replacement: SecretReplacement): Promise<void>;
  /** Forgets the hashes of all others of the client, so that checking stays cheap. */
  forgetHashes(clientId: ClientId, keptSecretIds: readonly string[]): Promise<void>;
}

export interface SecretReplacement {
  readonly replacedBy: string | undefined;
  readonly expiresAtBefore: number | undefined;
}

export interface OrganizationRepository {
  find(idOrName: string): Promise<Organization | undefined>;
  insert(organization: Organization): Promise<void>;
  /** False, and nothing is changed: the name is taken. */
  insertUnlessTaken(organization: Organization): Promise<boolean>;
  /** Locks the organization against other writers until the end of the transaction; its version, or undefined: there is none. */
  lock(id: string): Promise<number | undefined>;
  /** False: the name is taken, and the transaction has to end. */
  rename(id: string, name: string): Promise<boolean>;
  /** Nothing may belong to it any more. */
  delete(id: string): Promise<void>;
}

export interface ResourceRepository {
  find(audience: string): Promise<ResourceDetails | undefined>;
  findById(id: string): Promise<ResourceDetails | undefined>;
  /** Locks the resource against other writers until the end of the transaction. */
  lock(id: string): Promise<void>;
  raiseVersion(id: string): Promise<void>;
  /** False, and nothing is changed: there is one with this audience. */
  insertUnlessTaken(resource: Resource): Promise<boolean>;
  update(resource: Pick<Resource, "id" | "name" | "signingAlgorithm" | "tokenLifetimeSeconds">): Promise<void>;
  insertScopes(resourceId: string, scopes: readonly ResourceScope[]): Promise<void>;
  /** Defines it, or describes it anew. */
  putScope(resourceId: string, scope: ResourceScope): Promise<void>;
  removeScope(resourceId: string, name: string): Promise<void>;
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

/** For how long a request can be sent again and is done once. */
export const IDEMPOTENCY_MILLISECONDS = 86_400_000;

/** A request that its sender may send again, and must be done once. */
export interface IdempotentRequest {
  readonly caller: string;
  readonly key: string;
  /** Of method, path and body. */
  readonly requestHash: string;
}

/** What was answered to it. */
export interface KeptAnswer {
  readonly requestHash: string;
  /** JSON. Never holds a secret. */
  readonly answer: string;
}

export interface IdempotencyKeyRepository {
  /** Takes the key, or returns what was answered to it. Waits for a transaction that has taken it. Keys older than `since` are free again. */
  claim(
    request: IdempotentRequest,
    times: { readonly now: number; readonly since: number },
  ): Promise<KeptAnswer | undefined>;
  keepAnswer(request: IdempotentRequest, answer: KeptAnswer["answer"]): Promise<void>;
}

/** What can be read and changed within one transaction: all of it is kept, or nothing. */
export interface Transaction extends People {
  readonly clients: ClientRepository;
  readonly secrets: SecretRepository;
  readonly organizations: OrganizationRepository;
  readonly resources: ResourceRepository;
  readonly signingKeys: SigningKeyRepository;
  readonly wrappedKeys: WrappedKeyRepository;
  readonly idempotencyKeys: IdempotencyKeyRepository;
  /** Sees what the transaction has changed. */
  readonly reader: AdministrationReader;
  /** Once, with the key that it is sealed with. */
  startAuditTrail(): Promise<void>;
  /** Written last: its place in the chain follows the order of commits. */
  recordEvent(event: AuditEvent): Promise<void>;
  /** Written last, under the one lock that puts positions in the order of commits. */
  recordChange(change: Change): void;
  /** Written last, too: its number follows the order of commits. Running servers are told. */
  recordRevocation(subject: RevokedSubject): void;
  /**
   * Takes that lock now: whoever else changes anything waits until the end. Two transactions that lock in another order can wait for each other
   * for ever, so it is one everywhere: organizations, clients and resources; this; people and what is theirs; at the end the audit trail.
   */
  serialize(): Promise<void>;
}

export interface NamedWrappedKey extends WrappedKey {
  readonly name: string;
}

export interface UnitOfWork {
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
}
