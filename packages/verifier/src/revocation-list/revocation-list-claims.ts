import type { RevocationPart } from "./revocation-parts.ts";
import { RECORD_BYTES } from "./revocation-record.ts";

/** `typ` of the head's JWS header (RFC 8725 §3.11: no other kind of token can be taken for a list, nor a list for a token). */
export const REVOCATION_LIST_TYPE = "revocations+jwt";
/** `Content-Type` of the head. */
export const REVOCATION_LIST_MEDIA_TYPE = `application/${REVOCATION_LIST_TYPE}`;
/** Replaced in `part_uri` by the part's digest. */
export const PART_URI_PLACEHOLDER = "{sha256}";
/** A head that claims to be valid for longer is refused: an old one must not be replayed for long. */
export const REVOCATION_LIST_LIFETIME_SECONDS_MAX = 3600;

/** A part as the head names it: its records themselves when they are few, else their digest and size. */
export type RevocationListPart =
  | { readonly seq: number; readonly records: string }
  | { readonly seq: number; readonly sha256: string; readonly bytes: number };

/** The claims of the head. */
export interface RevocationListClaims {
  readonly iss: string;
  readonly iat: number;
  readonly exp: number;
  /** The number of the last revocation. It never goes down. */
  readonly seq: number;
  /** The `kid`s whose tokens are refused. */
  readonly revoked_kids: readonly string[];
  /** Where a part's bytes are, with {@link PART_URI_PLACEHOLDER}; may be relative to the head. */
  readonly part_uri?: string;
  /** In ascending order of `seq`. A follower needs those whose `seq` is above its own. */
  readonly parts: readonly RevocationListPart[];
}

export interface RevocationListContent {
  readonly issuer: string;
  readonly sequence: number;
  readonly revokedKids: readonly string[];
  readonly parts: readonly RevocationPart[];
  /** For example `https://auth.example/oauth2/revocations/{sha256}`; the bytes there never change. */
  readonly partUri: string;
  readonly nowSeconds: number;
  /** How long the head may be used: short, 60 s for example, and signed anew well before. At most 3600. */
  readonly lifetimeSeconds: number;
}

// Up to four records the records themselves are about as long as a digest. A short list is inside the head altogether.
const INLINE_BYTES_MAX = 4 * RECORD_BYTES;
const INLINE_LIST_BYTES_MAX = 170 * RECORD_BYTES;
const REVOKED_KIDS_MAX = 100;
const PARTS_MAX = 1000;
const TEXT_LENGTH_MAX = 2048;

/** The claims that the publisher signs. Parts without records are left out. */
export function revocationListClaims(content: RevocationListContent): RevocationListClaims {
  const bytes = content.parts.reduce((sum, part) => sum + part.records.length, 0);
  const inlineMax = bytes <= INLINE_LIST_BYTES_MAX ? INLINE_LIST_BYTES_MAX : INLINE_BYTES_MAX;
  return {
    iss: content.issuer,
    iat: content.nowSeconds,
    exp: content.nowSeconds + content.lifetimeSeconds,
    seq: content.sequence,
    revoked_kids: content.revokedKids,
    part_uri: content.partUri,
    parts: content.parts
      .filter((part) => part.records.length > 0)
      .map(({ sequence: seq, records, sha256 }) =>
        records.length <= inlineMax
          ? { seq, records: Buffer.from(records).toString("base64url") }
          : { seq, sha256, bytes: records.length },
      ),
  };
}

/** Reads claims that came in a verified JWS. @returns undefined when they are not those of a list. */
export function parseRevocationListClaims(claims: Readonly<Record<string, unknown>>): RevocationListClaims | undefined {
  const { iss, iat, exp, seq, revoked_kids: revokedKids, part_uri: partUri, parts } = claims;
  if (!isText(iss) || !isCount(iat) || !isCount(exp) || !isCount(seq)) return undefined;
  if (exp <= iat || exp - iat > REVOCATION_LIST_LIFETIME_SECONDS_MAX) return undefined;
  if (!Array.isArray(revokedKids) || revokedKids.length > REVOKED_KIDS_MAX || !revokedKids.every(isText))
    return undefined;
  if (partUri !== undefined && !(isText(partUri) && partUri.includes(PART_URI_PLACEHOLDER))) return undefined;
  if (!Array.isArray(parts) || parts.length > PARTS_MAX || !parts.every(isPart)) return undefined;
  const isAscending = parts.every((part, index) => part.seq <= seq && part.seq > (parts[index - 1]?.seq ?? 0));
  if (!isAscending) return undefined;
  return {
    iss,
    iat,
    exp,
    seq,
    revoked_kids: revokedKids,
    ...(partUri === undefined ? {} : { part_uri: partUri }),
    parts,
  };
}

function isPart(part: unknown): part is RevocationListPart {
  if (typeof part !== "object" || part === null) return false;
  const { seq, records, sha256, bytes } = part as Record<string, unknown>;
  if (!isCount(seq)) return false;
  if (typeof records === "string") return true;
  return typeof sha256 === "string" && /^[\w-]{43}$/.test(sha256) && isCount(bytes) && bytes % RECORD_BYTES === 0;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= TEXT_LENGTH_MAX;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
