import { hash } from "node:crypto";

/** What a revocation can name. Generations are those of the claim `gen`. */
export type RevocationSubject =
  /** One token, by its `jti`. */
  | { readonly kind: "token"; readonly tokenId: string }
  /** Every token that was issued for one secret, by the claim `cred`. */
  | { readonly kind: "credential"; readonly credentialId: string }
  /** Every token of a client whose claim `gen` is below a number. */
  | { readonly kind: "client"; readonly clientId: string; readonly generationsBelow: number };

export type Revocation = RevocationSubject & {
  /** When the entry may leave the list, in seconds since 1970: see {@link revocationUntilSeconds}. */
  readonly untilSeconds: number;
};

/** The most clock tolerance that a verifier can be configured to have. */
export const CLOCK_TOLERANCE_SECONDS_MAX = 60;

/** The number that stands for "every generation" in a record. */
export const ALL_GENERATIONS = 0xffff_ffff;

/** A record: 16 bytes of the name's hash, then "generations below" and "until" as unsigned 32-bit numbers, most significant byte first. */
export const RECORD_BYTES = 24;
export const NAME_BYTES = 16;

const HASH_DOMAIN = "celitech-auth revocation list 1";

/**
 * The hashed name under which the list knows a token, a secret or a client: the first 128 bits of the SHA-256 of a fixed domain, the kind,
 * the issuer and the id, a line each. Nobody can read an id from the list, nor tell the kinds apart, nor link the lists of two issuers.
 *
 * @returns 16 characters, a byte each (latin1)
 */
export function revocationName(issuer: string, kind: RevocationSubject["kind"], id: string): string {
  return hash("sha256", `${HASH_DOMAIN}\n${kind}\n${issuer}\n${id}`, "latin1").slice(0, NAME_BYTES);
}

/** All in seconds. */
export interface RevocationRetention {
  readonly nowSeconds: number;
  /** The longest lifetime of a token that was ever configured. */
  readonly longestLifetimeSeconds: number;
  /** For how long a node of the issuer that cannot reach its database goes on issuing tokens. */
  readonly staleSeconds: number;
}

/**
 * Until when a revocation has to stay on the list: then every token that it could name has expired, by the very clock that drops the entry,
 * however wrong that clock is.
 *
 * @returns whole seconds since 1970
 */
export function revocationUntilSeconds(retention: RevocationRetention): number {
  const { nowSeconds, longestLifetimeSeconds, staleSeconds } = retention;
  return Math.ceil(nowSeconds + longestLifetimeSeconds + staleSeconds + CLOCK_TOLERANCE_SECONDS_MAX);
}

/**
 * The record of one revocation, as a publisher may store it.
 *
 * @throws RangeError when a number does not fit into 32 bits
 */
export function revocationRecord(issuer: string, revocation: Revocation): Uint8Array {
  const record = Buffer.alloc(RECORD_BYTES);
  record.write(revocationName(issuer, revocation.kind, subjectId(revocation)), "latin1");
  record.writeUInt32BE(revocation.kind === "client" ? revocation.generationsBelow : ALL_GENERATIONS, NAME_BYTES);
  record.writeUInt32BE(revocation.untilSeconds, NAME_BYTES + 4);
  return record;
}

function subjectId(subject: RevocationSubject): string {
  switch (subject.kind) {
    case "token":
      return subject.tokenId;
    case "credential":
      return subject.credentialId;
    case "client":
      return subject.clientId;
  }
}
