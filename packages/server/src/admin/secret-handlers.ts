import { revokeSecret, rotateSecret } from "../domain/administration/change-secret.ts";
import { createSecret } from "../domain/administration/create-secret.ts";
import { isProblem } from "../domain/administration/outcome.ts";
import { cancelRotation, endRotation } from "../domain/administration/rotation.ts";
import { updateSecret } from "../domain/administration/update-secret.ts";
import { changeClient, clientIdOf, describeNewSecret } from "./client-answer.ts";
import { createOnce } from "./create-once.ts";
import type { Handlers } from "./handler.ts";
import { expiryMilliseconds } from "./time.ts";

/** The secrets of a client and their rotation. */
export const secretHandlers: Handlers<
  | "POST /clients/:client_id/secrets"
  | "PATCH /clients/:client_id/secrets/:secret_id"
  | "POST /clients/:client_id/secrets/:secret_id/revoke"
  | "POST /clients/:client_id/rotation"
  | "POST /clients/:client_id/rotation/end"
  | "POST /clients/:client_id/rotation/cancel"
> = {
  async "POST /clients/:client_id/secrets"(request, parts) {
    const { body } = request;
    const clientId = clientIdOf(request);
    const secret = { clientId, label: body.label ?? undefined, expiresAt: expiryMilliseconds(body.expires_at) };
    return createOnce(request, parts, async (change) => {
      const created = await createSecret(change, secret, parts.hasher);
      if (isProblem(created)) return created;
      return describeNewSecret(change, { clientId, secretId: created.secret.id, text: created.text });
    });
  },

  async "PATCH /clients/:client_id/secrets/:secret_id"(request, parts) {
    const { body, params } = request;
    const expiresAt = typeof body.expires_at === "string" ? Date.parse(body.expires_at) : body.expires_at;
    return changeClient(request, parts, (change, id) =>
      updateSecret(change, id, params.secret_id, { label: body.label, expiresAt }),
    );
  },

  "POST /clients/:client_id/secrets/:secret_id/revoke"(request, parts) {
    const { params, body } = request;
    return changeClient(request, parts, async (change, id) => {
      const revoked = await revokeSecret(change, id, params.secret_id, { withTokens: body.with_tokens });
      return isProblem(revoked) ? revoked : { kind: "changed", isNew: true };
    });
  },

  async "POST /clients/:client_id/rotation"(request, parts) {
    const { body } = request;
    const clientId = clientIdOf(request);
    const rotation = {
      ...{ clientId, overlapMilliseconds: body.overlap_seconds * 1_000 },
      ...{ label: body.label ?? undefined, expiresAt: expiryMilliseconds(body.expires_at) },
    };
    return createOnce(request, parts, async (change) => {
      const rotated = await rotateSecret(change, rotation, parts.hasher);
      if (isProblem(rotated)) return rotated;
      return describeNewSecret(change, { clientId, secretId: rotated.secret.id, text: rotated.text });
    });
  },

  "POST /clients/:client_id/rotation/end"(request, parts) {
    return changeClient(request, parts, endRotation);
  },

  "POST /clients/:client_id/rotation/cancel"(request, parts) {
    return changeClient(request, parts, cancelRotation);
  },
};
