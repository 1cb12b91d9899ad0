import type { Client } from "../client.ts";
import { type Change, recordAudit } from "./outcome.ts";

export interface RevokedToken {
  readonly kind: "token_revoked";
}

/** Takes back one token, by its `jti`. */
export async function revokeToken(
  change: Change,
  client: Pick<Client, "id" | "organizationId">,
  tokenId: string,
): Promise<RevokedToken> {
  change.transaction.recordRevocation({ kind: "token", tokenId });
  await recordAudit(change, "token.revoked", tokenId, {
    organizationId: client.organizationId,
    details: { client: client.id },
  });
  return { kind: "token_revoked" };
}
