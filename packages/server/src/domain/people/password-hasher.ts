import type { SecretText } from "../secret-text.ts";

/** Hashes passwords, which is made to cost: one at a time, and no more wait than is good for those who wait. */
export interface PasswordHasher {
  hash(password: SecretText): Promise<SecretText | "busy">;
  /** Undefined for the hash: there is none, which costs as much and is a mismatch. */
  verify(password: SecretText, hash: SecretText | undefined): Promise<"match" | "mismatch" | "busy">;
}
