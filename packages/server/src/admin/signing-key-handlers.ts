import type { SigningKey as SigningKeyBody } from "@celitech-auth/contract";
import { applyChange } from "../domain/administration/apply-change.ts";
import { isProblem } from "../domain/administration/outcome.ts";
import { replaceSigningKey, rotateSigningKey } from "../domain/administration/rotate-signing-keys.ts";
import type { AdministrationReader } from "../domain/administration-reader.ts";
import { signingKeyState } from "../domain/signing-key.ts";
import { answer, changeContext, type Handlers } from "./handler.ts";
import { formatTime, formatTimeOrNull } from "./time.ts";

/** The keys that sign tokens. */
export const signingKeyHandlers: Handlers<"GET /signing-keys" | "POST /signing-keys/rotate"> = {
  async "GET /signing-keys"({ now }, { reader }) {
    return answer({ items: await readKeys(reader, now) });
  },

  async "POST /signing-keys/rotate"(request, { unitOfWork, reader, generateKey }) {
    const { algorithm, is_emergency: isEmergency } = request.body;
    const rotate = isEmergency ? replaceSigningKey : rotateSigningKey;
    const rotated = await applyChange(unitOfWork, changeContext(request), (change) =>
      rotate(change, algorithm, generateKey),
    );
    return isProblem(rotated) ? rotated : answer({ items: await readKeys(reader, request.now) });
  },
};

/** The newest first. */
async function readKeys(reader: AdministrationReader, now: number): Promise<SigningKeyBody[]> {
  const keys = await reader.listSigningKeys();
  return keys.toReversed().map((key) => ({
    kid: key.kid,
    algorithm: key.algorithm,
    state: signingKeyState(key, keys, now),
    created_at: formatTime(key.createdAt),
    activates_at: formatTimeOrNull(key.activatesAt),
    removed_at: formatTimeOrNull(key.removedAt),
    public_jwk: { ...key.publicJwk },
  }));
}
