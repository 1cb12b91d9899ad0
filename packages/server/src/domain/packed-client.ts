import type { Client, ResourceGrant } from "./client.ts";
import type { ClientSecret } from "./client-secret.ts";
import type { ClientId } from "./identifier.ts";

type PackedClient = readonly [
  organizationId: string,
  kind: Client["kind"],
  authenticationMethod: Client["authenticationMethod"],
  isEnabled: boolean,
  generation: number,
  claims: Client["claims"],
  secrets: readonly PackedSecret[],
  grants: readonly PackedGrant[],
];
type PackedSecret = readonly [
  id: string,
  hint: string,
  label: string | null,
  hash: string | null,
  createdAt: number,
  expiresAt: number | null,
  revokedAt: number | null,
];
type PackedGrant = readonly [
  resourceId: string,
  isDefault: boolean,
  scopes: readonly string[],
  defaultScopes: readonly string[],
];

/** A client as one text without its id: less memory, and one thing for the garbage collector instead of twenty. */
export function packClient(client: Client): string {
  const { organizationId, kind, authenticationMethod, isEnabled, generation, claims, secrets, grants } = client;
  return JSON.stringify([
    ...[organizationId, kind, authenticationMethod, isEnabled, generation, claims],
    ...[secrets.map(packSecret), grants.map(packGrant)],
  ]);
}

export function unpackClient(id: ClientId, text: string): Client {
  const packed = JSON.parse(text) as PackedClient;
  const [organizationId, kind, authenticationMethod, isEnabled, generation, claims, secrets, grants] = packed;
  const facts = { id, organizationId, kind, authenticationMethod, isEnabled, generation, claims };
  return { ...facts, secrets: secrets.map(unpackSecret), grants: grants.map(unpackGrant) };
}

function packSecret({ id, hint, label, hash, createdAt, expiresAt, revokedAt }: ClientSecret): PackedSecret {
  const packedHash = hash === undefined ? null : Buffer.from(hash).toString("base64");
  return [id, hint, label ?? null, packedHash, createdAt, expiresAt ?? null, revokedAt ?? null];
}

function unpackSecret([id, hint, label, hash, createdAt, expiresAt, revokedAt]: PackedSecret): ClientSecret {
  return {
    ...{ id, hint, createdAt },
    label: label ?? undefined,
    hash: hash === null ? undefined : Buffer.from(hash, "base64"),
    expiresAt: expiresAt ?? undefined,
    revokedAt: revokedAt ?? undefined,
  };
}

function packGrant({ resourceId, isDefault, scopes, defaultScopes }: ResourceGrant): PackedGrant {
  return [resourceId, isDefault, scopes, defaultScopes];
}

function unpackGrant([resourceId, isDefault, scopes, defaultScopes]: PackedGrant): ResourceGrant {
  return { resourceId, isDefault, scopes, defaultScopes };
}
