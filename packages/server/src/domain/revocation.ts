import type { ClientId } from "./identifier.ts";

/** What can be taken back before it expires. Nothing is decided by times: clocks differ, and `iat` is coarse. */
export type RevokedSubject =
  /** One token, by its `jti`. */
  | { readonly kind: "token"; readonly tokenId: string }
  /** What was issued for one secret: the claim `cred`. */
  | { readonly kind: "credential"; readonly credentialId: string }
  /** What a client was issued before its generation was raised: the claim `gen`. */
  | { readonly kind: "client"; readonly clientId: ClientId; readonly generationsBelow: number }
  /** What a key signed, whoever signed with it. */
  | { readonly kind: "signing_key"; readonly kid: string };

/** What APIs have to be told until every token that it could hit has expired. */
export type TokenRevocation = Exclude<RevokedSubject, { kind: "signing_key" }>;

/** A revocation in the place that its commit gave it. */
export interface RecordedRevocation {
  /** Counts all revocations, without holes: numbers follow the order of commits. */
  readonly sequence: number;
  readonly subject: TokenRevocation;
  /** Seconds since 1970; from then on it hits nothing any more. */
  readonly untilSeconds: number;
}
