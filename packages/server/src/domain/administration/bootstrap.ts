import { randomBytes } from "node:crypto";
import type { AuditSeal } from "../audit-seal.ts";
import { newIdentifier } from "../identifier.ts";
import type { MasterKeys, WrappedKey } from "../master-key.ts";
import { DEFAULT_ORGANIZATION_NAME } from "../organization.ts";
import { SIGNING_ALGORITHMS } from "../resource.ts";
import { createResource } from "./change-resource.ts";
import { type Change, isProblem, recordAudit } from "./outcome.ts";
import { ensureSigningKeys, type GenerateKey } from "./rotate-signing-keys.ts";

export interface Foundation {
  readonly masterKeys: MasterKeys;
  /** Given its key here, before the first event is written. */
  readonly auditSeal: AuditSeal;
  readonly generateKey: GenerateKey;
  readonly signingKeyName: (kid: string) => string;
  readonly defaultAudience: string;
  readonly defaultLifetimeSeconds: number;
  /** For how long a node without its database goes on issuing tokens. */
  readonly staleSeconds: number;
}

export const PEPPER_NAME = "pepper";
const AUDIT_KEY_NAME = "audit";
const KEY_BYTES = 32;

/** Thrown when the database was made under a master key that is not at hand. */
export class MasterKeyMismatch extends Error {
  readonly wrappedBy: string;

  constructor(wrappedBy: string) {
    super(`the database needs the master key with the id ${wrappedBy}`);
    this.name = "MasterKeyMismatch";
    this.wrappedBy = wrappedBy;
  }
}

/** Makes what every other part relies on, where it is missing, and returns the pepper. Under one lock, so that many may start at once. */
export async function layFoundation(change: Change, foundation: Foundation): Promise<Buffer> {
  await change.transaction.serialize();
  const { key: pepper } = await findOrCreateKey(PEPPER_NAME, change, foundation.masterKeys);
  await openAuditTrail(change, foundation);
  await rewrapKeys(change, foundation);
  await ensureSigningKeys(change, SIGNING_ALGORITHMS, foundation.generateKey);
  const { organizations, resources } = change.transaction;
  if ((await organizations.find(DEFAULT_ORGANIZATION_NAME)) === undefined)
    await organizations.insert({ id: newIdentifier("org"), name: DEFAULT_ORGANIZATION_NAME, createdAt: change.now });
  await resources.raiseLongestLifetime(foundation.defaultLifetimeSeconds);
  await resources.raiseLongestStaleTime(foundation.staleSeconds);
  if ((await resources.find(foundation.defaultAudience)) === undefined) {
    const created = await createResource(change, { audience: foundation.defaultAudience });
    if (isProblem(created)) throw new Error(created.message); // the configuration was checked before
  }
  return pepper;
}

interface NamedKey {
  readonly key: Buffer;
  readonly isNew: boolean;
}

async function findOrCreateKey(name: string, { transaction, now }: Change, masterKeys: MasterKeys): Promise<NamedKey> {
  const stored = await transaction.wrappedKeys.find(name);
  if (stored !== undefined) return { key: unwrap(name, stored, masterKeys), isNew: false };
  const key = randomBytes(KEY_BYTES);
  await transaction.wrappedKeys.insert(name, masterKeys.wrap(name, key), now);
  return { key, isNew: true };
}

// A database that is older than the chain starts its chain here: its events from before have no place in it.
async function openAuditTrail(change: Change, { masterKeys, auditSeal }: Foundation): Promise<void> {
  const { key, isNew } = await findOrCreateKey(AUDIT_KEY_NAME, change, masterKeys);
  auditSeal.use(key);
  if (isNew) await change.transaction.startAuditTrail();
}

// The master key is changed by giving the new one and, once, the previous one: no secret has to be known for it.
async function rewrapKeys(change: Change, { masterKeys, signingKeyName }: Foundation): Promise<void> {
  const { wrappedKeys, signingKeys } = change.transaction;
  const isOutdated = (key: WrappedKey) => key.wrappedBy !== masterKeys.currentId;
  const named = (await wrappedKeys.list()).filter(isOutdated);
  for (const key of named)
    await wrappedKeys.replace(key.name, masterKeys.wrap(key.name, unwrap(key.name, key, masterKeys)));
  const signing = (await signingKeys.list()).filter((key) => isOutdated(key.privateKey));
  for (const { kid, privateKey } of signing) {
    const name = signingKeyName(kid);
    await signingKeys.setPrivateKey(kid, masterKeys.wrap(name, unwrap(name, privateKey, masterKeys)));
  }
  if (named.length + signing.length > 0)
    await recordAudit(change, "master_key.changed", masterKeys.currentId, {
      details: { rewrapped: named.length + signing.length },
    });
}

function unwrap(name: string, key: WrappedKey, masterKeys: MasterKeys): Buffer {
  const unwrapping = masterKeys.unwrap(name, key);
  switch (unwrapping.kind) {
    case "unwrapped":
      return unwrapping.key;
    case "unknown_master_key":
      throw new MasterKeyMismatch(unwrapping.wrappedBy);
    case "damaged":
      throw new Error(`the stored key ${name} is damaged: restore it from a backup`);
  }
}
