import type { Claims } from "../access-token-claims.ts";
import { revocationName } from "./revocation-record.ts";
import type { RevocationTable } from "./revocation-table.ts";

/** The names under which a list could name a token. A claim that the token lacks gives none: its check does not apply. */
export interface RevocableNames {
  readonly token: string | undefined;
  readonly credential: string | undefined;
  readonly client: string | undefined;
  readonly generation: number;
}

export function revocableNames(issuer: string, clientId: string, claims: Claims): RevocableNames {
  const { jti, cred, gen } = claims;
  const hasGeneration = typeof gen === "number" && clientId !== "";
  return {
    token: typeof jti === "string" ? revocationName(issuer, "token", jti) : undefined,
    credential: typeof cred === "string" ? revocationName(issuer, "credential", cred) : undefined,
    client: hasGeneration ? revocationName(issuer, "client", clientId) : undefined,
    generation: hasGeneration ? gen : 0,
  };
}

export function isRevoked(names: RevocableNames, table: RevocationTable): boolean {
  if (names.token !== undefined && table.generationsBelow(names.token) > 0) return true;
  if (names.credential !== undefined && table.generationsBelow(names.credential) > 0) return true;
  return names.client !== undefined && names.generation < table.generationsBelow(names.client);
}
