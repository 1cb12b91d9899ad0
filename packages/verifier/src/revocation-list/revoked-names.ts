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

// An API has some hundreds of clients and secrets; their names are worth keeping, those of single tokens are not.
const KNOWN_NAMES_MAX = 10_000;

/** Finds the names of tokens, and remembers those that many tokens have in common. */
export class RevocableNaming {
  readonly #issuer: string;
  readonly #credentials = new Map<string, string>();
  readonly #clients = new Map<string, string>();

  constructor(issuer: string) {
    this.#issuer = issuer;
  }

  of(clientId: string, { jti, cred, gen }: Claims): RevocableNames {
    const hasGeneration = typeof gen === "number" && clientId !== "";
    return {
      token: typeof jti === "string" ? revocationName(this.#issuer, "token", jti) : undefined,
      credential: typeof cred === "string" ? this.#known(this.#credentials, "credential", cred) : undefined,
      client: hasGeneration ? this.#known(this.#clients, "client", clientId) : undefined,
      generation: hasGeneration ? gen : 0,
    };
  }

  #known(names: Map<string, string>, kind: "credential" | "client", id: string): string {
    const known = names.get(id);
    if (known !== undefined) return known;
    if (names.size >= KNOWN_NAMES_MAX) names.clear();
    const name = revocationName(this.#issuer, kind, id);
    names.set(id, name);
    return name;
  }
}

export function isRevoked(names: RevocableNames, table: RevocationTable): boolean {
  if (names.token !== undefined && table.generationsBelow(names.token) > 0) return true;
  if (names.credential !== undefined && table.generationsBelow(names.credential) > 0) return true;
  return names.client !== undefined && names.generation < table.generationsBelow(names.client);
}
