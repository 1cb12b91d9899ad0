import { isCheckedText, newCheckedText } from "../checked-text.ts";
import type { SecretText } from "../secret-text.ts";

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
const HINT_CHARACTERS = 4;

/** A token of 256 random bits, in the form that scanners recognise. */
export function newAdminTokenText(): SecretText {
  return newCheckedText(PREFIX);
}

/** Whether the text could be an admin token: what could not needs no look-up. */
export function isAdminTokenFormat(text: string): boolean {
  return isCheckedText(PREFIX, text);
}

export function adminTokenHint(text: SecretText): string {
  return text.reveal().slice(-HINT_CHARACTERS);
}

export function isAdminTokenLive({ expiresAt, revokedAt }: AdminToken, now: number): boolean {
  return revokedAt === undefined && (expiresAt === undefined || now < expiresAt);
}
