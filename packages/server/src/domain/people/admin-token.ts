import { crc32 } from "node:zlib";
import { encodeBase62, randomBase62 } from "../base62.ts";
import { SecretText } from "../secret-text.ts";

/** What a token may do, beside what an operator or its organization's owner may. The admin API has the same, or does not compile. */
export const ADMIN_TOKEN_SCOPES = [
  "organizations:read",
  "organizations:write",
  "members:read",
  "members:write",
  "clients:read",
  "clients:write",
  "resources:read",
  "resources:write",
  "keys:read",
  "keys:write",
  "audit:read",
  "usage:read",
  "service:read",
] as const;
export type AdminTokenScope = (typeof ADMIN_TOKEN_SCOPES)[number];

export function isAdminTokenScope(text: string): text is AdminTokenScope {
  return (ADMIN_TOKEN_SCOPES as readonly string[]).includes(text);
}

/** A token with which a program calls the admin API. The text itself is stored nowhere. */
export interface AdminToken {
  readonly id: string;
  readonly name: string;
  /** Its last characters. */
  readonly hint: string;
  /** Undefined: it acts as an operator; else as an owner of this organization. */
  readonly organizationId: string | undefined;
  readonly scopes: readonly AdminTokenScope[];
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number | undefined;
  readonly revokedAt: number | undefined;
  /** Written at most once a minute. */
  readonly lastUsedAt: number | undefined;
  readonly lastUsedFrom: string | undefined;
}

const PREFIX = "celitech_admin_";
const TOKEN_BITS = 256;
const CHECKSUM_CHARACTERS = 6;
const HINT_CHARACTERS = 4;
const FORMAT = /^celitech_admin_[A-Za-z0-9]{49}$/;

/** `celitech_admin_`, 256 random bits in base62, and the CRC-32 of both, by which scanners recognise one. */
export function newAdminTokenText(): SecretText {
  const body = PREFIX + randomBase62(TOKEN_BITS);
  return new SecretText(body + checksum(body));
}

/** Whether the text could be an admin token: what could not needs no look-up. */
export function isAdminTokenFormat(text: string): boolean {
  return FORMAT.test(text) && checksum(text.slice(0, -CHECKSUM_CHARACTERS)) === text.slice(-CHECKSUM_CHARACTERS);
}

export function adminTokenHint(text: SecretText): string {
  return text.reveal().slice(-HINT_CHARACTERS);
}

export function isAdminTokenLive({ expiresAt, revokedAt }: AdminToken, now: number): boolean {
  return revokedAt === undefined && (expiresAt === undefined || now < expiresAt);
}

function checksum(body: string): string {
  return encodeBase62(BigInt(crc32(body)), CHECKSUM_CHARACTERS);
}
