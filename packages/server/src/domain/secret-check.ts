import { timingSafeEqual } from "node:crypto";
import type { AuthenticationMethod, Client } from "./client.ts";
import { type ClientSecret, secretState } from "./client-secret.ts";

export interface PresentedSecret {
  /** `undefined`: no such client. The comparison costs the same. */
  readonly client: Client | undefined;
  readonly method: "client_secret_basic" | "client_secret_post";
  /** Hashes of the ways to read the secret (as sent and form-decoded), which may be one and the same; any may match. */
  readonly hashes: readonly [Uint8Array, Uint8Array];
  readonly now: number;
}

export type SecretRefusal =
  | "unknown_client"
  | "wrong_secret"
  | "secret_expired"
  | "secret_revoked"
  | "client_disabled"
  | "method_not_allowed";

export type SecretCheck =
  | { readonly kind: "authenticated"; readonly client: Client; readonly secret: ClientSecret }
  | { readonly kind: "refused"; readonly reason: SecretRefusal; readonly secretId: string | undefined };

/** Two live ones, and the last dead one, by which an operator sees that an old secret is still in use. */
export const COMPARED_SECRETS_MAX = 3;
const NO_HASH = new Uint8Array(32);

/** Decides whether a secret is a live one of an enabled client. How many comparisons that takes depends on the request alone (T05). */
export function checkSecret(presented: PresentedSecret): SecretCheck {
  const { client, now } = presented;
  const secret = findSecret(client?.secrets ?? [], presented.hashes);
  if (client === undefined) return { kind: "refused", reason: "unknown_client", secretId: undefined };
  if (secret === undefined) return { kind: "refused", reason: "wrong_secret", secretId: undefined };
  const reason = refusal(client, secret, presented.method, now);
  return reason === undefined
    ? { kind: "authenticated", client, secret }
    : { kind: "refused", reason, secretId: secret.id };
}

function findSecret(
  secrets: readonly ClientSecret[],
  hashes: readonly [Uint8Array, Uint8Array],
): ClientSecret | undefined {
  let found: ClientSecret | undefined;
  for (let index = 0; index < COMPARED_SECRETS_MAX; index += 1) {
    const secret = secrets[index];
    const stored = secret?.hash ?? NO_HASH;
    const isFirst = timingSafeEqual(stored, hashes[0]);
    const isSecond = hashes[1] === hashes[0] ? isFirst : timingSafeEqual(stored, hashes[1]);
    if (isFirst || isSecond) found = secret;
  }
  return found;
}

function refusal(
  client: Client,
  secret: ClientSecret,
  method: PresentedSecret["method"],
  now: number,
): SecretRefusal | undefined {
  if (!client.isEnabled) return "client_disabled";
  if (!allows(client.authenticationMethod, method)) return "method_not_allowed";
  switch (secretState(secret, now)) {
    case "live":
      return undefined;
    case "expired":
      return "secret_expired";
    case "revoked":
      return "secret_revoked";
  }
}

function allows(registered: AuthenticationMethod, used: PresentedSecret["method"]): boolean {
  return registered === "client_secret" || registered === used;
}
