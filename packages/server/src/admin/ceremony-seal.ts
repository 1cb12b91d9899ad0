import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { TokenHasher } from "../domain/token-hasher.ts";

const ceremony = z.strictObject({
  /** What it may be completed for: what was begun for signing in adds no passkey. */
  purpose: z.enum(["join", "sign_in", "confirm", "add_passkey"]),
  /** What it belongs to: a link's hash, a session or a user; empty for signing in. */
  subject: z.string(),
  /** Of whom the passkey will be, where one is made. */
  userId: z.string(),
  /** base64url. */
  challenge: z.string(),
  expiresAt: z.int(),
});
export type Ceremony = z.output<typeof ceremony>;

export const CEREMONY_MILLISECONDS = 300_000;

/**
 * The state of a ceremony, sealed and kept by the browser: strangers who begin ceremonies fill no table, and any process can complete what
 * another began. base64url of its JSON, a dot, and an HMAC under a key of its own.
 */
export function sealCeremony(begun: Ceremony, hasher: TokenHasher): string {
  const payload = Buffer.from(JSON.stringify(begun)).toString("base64url");
  return `${payload}.${Buffer.from(hasher.hash("ceremony", payload)).toString("base64url")}`;
}

/** What was sealed, if it is of this purpose and subject and not too old; else undefined. */
export function openCeremony(
  sealed: string,
  expected: Pick<Ceremony, "purpose" | "subject"> & { readonly now: number },
  hasher: TokenHasher,
): Ceremony | undefined {
  const [payload = "", seal = ""] = sealed.split(".", 2);
  const given = Buffer.from(seal, "base64url");
  const right = hasher.hash("ceremony", payload);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  const opened = ceremony.parse(JSON.parse(Buffer.from(payload, "base64url").toString())); // it is ours
  const isExpected = opened.purpose === expected.purpose && opened.subject === expected.subject;
  return isExpected && expected.now < opened.expiresAt ? opened : undefined;
}
