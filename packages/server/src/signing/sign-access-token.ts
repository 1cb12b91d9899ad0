import { sign } from "node:crypto";
import type { AccessTokenClaims } from "../domain/access-token.ts";
import type { ReadyKey } from "./key-ring.ts";

/**
 * Signs in the thread pool: the main thread answers other requests meanwhile. A JWT in compact form (RFC 7515 §3.1); node:crypto
 * instead of jose because it is on the way of every token.
 */
export function signAccessToken(claims: AccessTokenClaims, signingKey: ReadyKey): Promise<string> {
  const { signWith, encodedHeader } = signingKey;
  const signingInput = `${encodedHeader}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
  return new Promise((resolve, reject) => {
    sign("sha256", Buffer.from(signingInput, "latin1"), signWith, (error, signature) => {
      if (error) reject(error);
      else resolve(`${signingInput}.${signature.toString("base64url")}`);
    });
  });
}
