import type { Client, Secret } from "@celitech-auth/contract";

/** The secrets that are accepted now, the newest first. */
export function liveSecrets({ secrets }: Pick<Client, "secrets">): readonly Secret[] {
  return secrets.filter(isLive);
}

export function isLive({ state }: Pick<Secret, "state">): boolean {
  return state === "live" || state === "ending";
}

/** When the first of a client's live secrets ends; null: none of them does. */
export function nextExpiry(client: Pick<Client, "secrets">): string | null {
  const ends = liveSecrets(client).flatMap(({ expires_at: at }) => (at === null ? [] : [at]));
  return ends.reduce<string | null>((first, at) => (first === null || at < first ? at : first), null);
}

/** "…a1B2" */
export function hintOf({ hint }: Pick<Secret, "hint">): string {
  return `…${hint}`;
}

/** "Billing (…a1B2)" or "…a1B2": which secret is meant, for sentences. */
export function nameOfSecret(secret: Pick<Secret, "hint" | "label">): string {
  return secret.label === null ? hintOf(secret) : `${secret.label} (${hintOf(secret)})`;
}
