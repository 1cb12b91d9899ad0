import { isCheckedText, newCheckedText } from "./checked-text.ts";
import { SecretText } from "./secret-text.ts";

/** One of the secrets of a client. The text itself is stored nowhere. */
export interface ClientSecret {
  /** Public and random; the claim `cred` of every token that was issued for this secret. */
  readonly id: string;
  /** The last characters, at most four, so that people can tell their secrets apart. */
  readonly hint: string;
  readonly label: string | undefined;
  /** HMAC-SHA-256 under the pepper; undefined once a dead secret is too old to be recognised. */
  readonly hash: Uint8Array | undefined;
  readonly createdAt: number;
  /** Milliseconds; from this instant on the secret is refused. */
  readonly expiresAt: number | undefined;
  readonly revokedAt: number | undefined;
}

export interface NewClientSecret extends ClientSecret {
  /** Undefined: it is older than this record. */
  readonly createdBy: string | undefined;
}

/** What people see of a secret. */
export interface SecretDetails extends NewClientSecret {
  /** The secret that a rotation put in its place. */
  readonly replacedBy: string | undefined;
  /** When it would have ended without that rotation; undefined: never. */
  readonly expiresAtBefore: number | undefined;
  /** Undefined: it was never used. */
  readonly use: SecretUsage | undefined;
}

export interface SecretUsage {
  readonly firstUsedAt: number;
  readonly lastUsedAt: number;
  readonly lastUsedFrom: string;
  readonly lastUsedUserAgent: string | undefined;
  readonly tokensIssued: number;
}

export type SecretState = "live" | "expired" | "revoked";

/** At most two, so that a rotation can overlap and checking stays cheap (T06). */
export const LIVE_SECRETS_MAX = 2;

export function secretState(secret: Pick<ClientSecret, "expiresAt" | "revokedAt">, now: number): SecretState {
  if (secret.revokedAt !== undefined) return "revoked";
  return secret.expiresAt !== undefined && now >= secret.expiresAt ? "expired" : "live";
}

export interface Rotation {
  /** Goes on until `endsAt`. */
  readonly old: SecretDetails;
  /** The secret that goes on. */
  readonly newId: string;
  readonly endsAt: number;
}

/** The rotation whose old secret still lives. */
export function rotationUnderWay(secrets: readonly SecretDetails[], now: number): Rotation | undefined {
  for (const old of secrets) {
    const { replacedBy: newId, expiresAt: endsAt } = old;
    if (newId !== undefined && endsAt !== undefined && secretState(old, now) === "live") return { old, newId, endsAt };
  }
  return undefined;
}

const PREFIX = "celitech_secret_";
const HINT_CHARACTERS = 4;
const HINT_PART = 8;

/** A secret of 256 random bits, in the form that scanners recognise. */
export function newSecretText(): SecretText {
  return newCheckedText(PREFIX);
}

/** Whether the text is a secret that this product made: used to warn people, never to decide about access. */
export function isSecretFormat(text: string): boolean {
  return isCheckedText(PREFIX, text);
}

/** The end of a secret: four characters, and never more than an eighth of it, since imported ones may be short. */
export function secretHint(text: SecretText): string {
  const secret = text.reveal();
  const characters = Math.min(HINT_CHARACTERS, Math.floor(secret.length / HINT_PART));
  return secret.slice(secret.length - characters);
}

const IMPORTED_CHARACTERS_MIN = 8;
const IMPORTED_CHARACTERS_MAX = 512;
const CONTROL_CHARACTER = /\p{Cc}/u;

export type ImportedSecret =
  | { readonly kind: "accepted"; readonly secret: SecretText }
  | { readonly kind: "refused"; readonly problem: string };

/** A secret that a partner already has: any printable text, since other systems allowed any. The problem never quotes it. */
export function parseImportedSecret(text: string): ImportedSecret {
  const characters = [...text].length;
  if (characters < IMPORTED_CHARACTERS_MIN)
    return {
      kind: "refused",
      problem: `the secret has ${characters} characters, at least ${IMPORTED_CHARACTERS_MIN} are needed`,
    };
  if (characters > IMPORTED_CHARACTERS_MAX)
    return {
      kind: "refused",
      problem: `the secret has ${characters} characters, at most ${IMPORTED_CHARACTERS_MAX} are accepted`,
    };
  if (CONTROL_CHARACTER.test(text) || !text.isWellFormed())
    return { kind: "refused", problem: "the secret holds a control character or a lone surrogate (one line, UTF-8)" };
  return { kind: "accepted", secret: new SecretText(text) };
}
