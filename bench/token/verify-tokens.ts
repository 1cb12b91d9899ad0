import { createRemoteJWKSet, jwtVerify } from "jose";
import { AUDIENCE, TOKEN_LIFETIME_SECONDS } from "../servers/access-token-claims.ts";
import type { Competitor } from "../servers/competitor.ts";

/** @throws when a token is not one that an API would accept, or one that was issued twice. */
export async function verifyTokens(competitor: Competitor, tokens: readonly string[]): Promise<void> {
  if (tokens.length === 0) throw new Error(`${competitor.name} issued no token`);
  const keySet = createRemoteJWKSet(new URL(`http://127.0.0.1:${competitor.port}${competitor.keySetPath}`));
  for (const token of tokens) {
    const { payload } = await jwtVerify(token, keySet, {
      algorithms: ["ES256"],
      typ: "at+jwt",
      issuer: `http://localhost:${competitor.port}`,
      audience: AUDIENCE,
      requiredClaims: ["sub", "client_id", "jti", "iat", "exp"],
    });
    if ((payload.exp ?? 0) - (payload.iat ?? 0) !== TOKEN_LIFETIME_SECONDS)
      throw new Error("a token of another lifetime");
  }
  if (new Set(tokens).size !== tokens.length) throw new Error(`${competitor.name} issued the same token twice`);
}
