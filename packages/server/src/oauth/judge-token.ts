import { accessTokenVerifier, VerifierError } from "@celitech-auth/verifier";
import type { JsonObject, TokenVerdict } from "../domain/token-verdict.ts";
import { verifyAccessToken } from "../signing/verify-access-token.ts";
import { isInForce } from "./introspection-endpoint.ts";
import { keySet } from "./key-set.ts";
import { KEY_SET_PATH } from "./metadata.ts";
import { type OwnTokenParts, publishedKeys } from "./own-token.ts";

/** What an API that is called `audience` and uses the verifier would say of a token. Nothing of it is kept. */
export async function judgeToken(token: string, audience: string, parts: OwnTokenParts): Promise<TokenVerdict> {
  const shown = { header: readPart(token, 0), claims: readPart(token, 1) };
  const now = parts.clock();
  const keys = publishedKeys(parts, now);
  const verifier = accessTokenVerifier({
    issuer: parts.issuer,
    audience,
    realm: "celitech-auth",
    jwksUri: new URL(parts.issuer).origin + KEY_SET_PATH,
    fetch: async () => new Response(JSON.stringify(keySet(keys)), { headers: { "content-type": "application/json" } }),
    revocationList: false, // the database is nearer than the list that is made of it
    cachedTokensMax: 0,
    clock: { wallMilliseconds: () => now, monotonicMilliseconds: () => performance.now() },
  });
  try {
    await verifier.verify(token);
    const own = await verifyAccessToken(token, { issuer: parts.issuer, keys, now });
    if (own !== undefined && !(await isInForce(own, parts))) throw new VerifierError("token_revoked");
    return { verdict: "accepted", reason: undefined, detail: undefined, ...shown };
  } catch (error) {
    if (!(error instanceof VerifierError)) throw error;
    return { verdict: "refused", reason: error.code, detail: error.message, ...shown };
  } finally {
    verifier.close();
  }
}

function readPart(token: string, index: 0 | 1): JsonObject | undefined {
  const text = token.split(".")[index] ?? "";
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? (parsed as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
