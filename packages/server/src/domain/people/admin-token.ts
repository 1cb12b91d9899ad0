import { crc32 } from "node:zlib";
import { encodeBase62, randomBase62 } from "../base62.ts";
import { SecretText } from "../secret-text.ts";

/** A token with which a program calls the admin API. The text itself is stored nowhere. */
export interface AdminToken {
  readonly id: string;
  readonly name: string;
  /** Its last characters. */
  readonly hint: string;
  /** Undefined: it acts as an operator; else as an owner of this organization. */
  readonly organizationId: string | undefined;
  readonly scopes: readonly string[];
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

/** `celitech_admin_`, 256 random bits in base62, and the CRC-32 of both, by which scanners recognise one. */
export function newAdminTokenText(): SecretText {
  const body = PREFIX + randomBase62(TOKEN_BITS);
  return new SecretText(body + encodeBase62(BigInt(crc32(body)), CHECKSUM_CHARACTERS));
}

export function adminTokenHint(text: SecretText): string {
  return text.reveal().slice(-HINT_CHARACTERS);
}

export function isAdminTokenLive({ expiresAt, revokedAt }: AdminToken, now: number): boolean {
  return revokedAt === undefined && (expiresAt === undefined || now < expiresAt);
}
