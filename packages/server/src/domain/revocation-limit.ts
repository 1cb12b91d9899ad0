import type { ClientId } from "./identifier.ts";
import { RecentMap } from "./recent-map.ts";

/**
 * Tokens that one client may take back one by one. Each stays on the list for an hour and more, on every API's machine: without a limit a
 * single partner could make it longer than APIs accept (T25). Who has more tokens to end rotates the secret.
 */
export const REVOCATIONS_PER_MINUTE_MAX = 600;
const MINUTE_MILLISECONDS = 60_000;
const CLIENTS_MAX = 10_000;

/** Counts by client and minute. */
export class RevocationLimit {
  readonly #counts = new RecentMap<ClientId, { minute: number; revocations: number }>(CLIENTS_MAX);

  /** Counts one more, or says in how many seconds one may come: 0 when it was counted. */
  take(clientId: ClientId, now: number): number {
    const minute = Math.floor(now / MINUTE_MILLISECONDS);
    const count = this.#counts.get(clientId);
    if (count?.minute !== minute) {
      this.#counts.set(clientId, { minute, revocations: 1 });
      return 0;
    }
    if (count.revocations >= REVOCATIONS_PER_MINUTE_MAX)
      return Math.ceil(((minute + 1) * MINUTE_MILLISECONDS - now) / 1_000);
    count.revocations += 1;
    return 0;
  }
}
