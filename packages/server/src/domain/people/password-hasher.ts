import type { SecretText } from "../secret-text.ts";

/** Hashes passwords, which is made to cost: one at a time, and no more wait than is good for those who wait. */
export interface PasswordHasher {
  /** How often it was made to work: the tests count that every refusal costs the same. */
  readonly computations: number;
  hash(password: SecretText): Promise<SecretText | "busy">;
  /** Undefined for the hash: there is none, which costs as much and is a mismatch. */
  verify(password: SecretText, hash: SecretText | undefined): Promise<"match" | "mismatch" | "busy">;
}
