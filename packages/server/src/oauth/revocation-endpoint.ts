import { revokeToken } from "../domain/administration/revoke-token.ts";
import type { ClientId } from "../domain/identifier.ts";
import type { UnitOfWork } from "../domain/ports.ts";
import type { RevocationLimit } from "../domain/revocation-limit.ts";
import { type Denial, deny, isDenial } from "./denial.ts";
import type { FormRequest } from "./form-request.ts";
import { type OwnTokenParts, readOwnToken, withStore } from "./own-token.ts";
import { readPresentedToken } from "./presented-token.ts";

/** The token is not good any more, whether it was before or not. */
export interface RevocationAnswer {
  readonly kind: "not_active";
  readonly clientId: ClientId;
  readonly secretId: string;
}

export interface RevocationEndpointParts extends OwnTokenParts {
  readonly unitOfWork: UnitOfWork;
  readonly revocationLimit: RevocationLimit;
}

/**
 * `POST /oauth2/revoke` (RFC 7009 §2). Whatever is no token of ours is not active already, and there is nothing to do (§2.2). What another
 * client was issued is refused with one answer, whatever became of it.
 */
export async function revokePresentedToken(
  request: FormRequest,
  parts: RevocationEndpointParts,
): Promise<RevocationAnswer | Denial> {
  const presented = await readPresentedToken(request, parts);
  if (isDenial(presented)) return presented;
  const { client, secretId, token } = presented;
  const done = { kind: "not_active", clientId: client.id, secretId } as const;

  const own = await readOwnToken(token, parts);
  if (own === undefined) return done;
  if (own.clientId !== client.id) return deny("token_of_another_client", { clientId: client.id, secretId });

  return withStore(client.id, async () => {
    if (await parts.revocations.isTokenRevoked(own.tokenId, own.credentialId)) return done;
    const now = parts.clock();
    const retryAfterSeconds = parts.revocationLimit.take(client.id, now);
    if (retryAfterSeconds > 0)
      return deny("too_many_revocations", { clientId: client.id, secretId, retryAfterSeconds });
    await parts.unitOfWork.transaction((transaction) =>
      revokeToken({ transaction, actor: `client:${client.id}`, now }, client, own.tokenId),
    );
    return done;
  });
}
