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
  /**
   * When the entry may leave the list, in seconds since 1970: the time of the revocation + the longest lifetime ever configured + the
   * stale window + the clock tolerance of verifiers (60 s at most). By then every token it names has expired, by the same clock.
   */
  readonly untilSeconds: number;
};

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
