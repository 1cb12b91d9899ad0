import { CompactSign } from "jose";
import type { ReadyKey } from "./key-ring.ts";

/** Signs something that is not an access token, and says so by its `typ` (RFC 8725 §3.11): no kind can be taken for another. */
export function signStatement(claims: object, type: string, { key, signWith }: ReadyKey): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: key.algorithm, typ: type, kid: key.kid })
    .sign(signWith.key);
}
