import { RecentMap } from "./recent-map.ts";

export interface AttemptLimits {
  /** Failed attempts a minute for one client from one address. */
  readonly failuresPerClientAddressPerMinute: number;
  /** Failed attempts a minute from one address (IPv6: from one /64). */
  readonly failuresPerAddressPerMinute: number;
}

const MINUTE_MILLISECONDS = 60_000;
/** About 20 MB at worst. When strangers fill it, the oldest of them are forgotten; no client is ever locked out by that. */
const ENTRIES_MAX = 100_000;

/**
 * Limits failed attempts (T03) and never a client as a whole (T04): client ids are public, so a count per client alone would let
 * strangers lock a partner out. Each key holds one number, the instant at which all its failures are forgiven (GCRA).
 */
export class AttemptLimiter {
  readonly #limits: AttemptLimits;
  readonly #forgivenAt = new RecentMap<string, number>(ENTRIES_MAX);

  constructor(limits: AttemptLimits) {
    this.#limits = limits;
  }

  /** Entries in memory. */
  get size(): number {
    return this.#forgivenAt.size;
  }

  /** Seconds until the next attempt is looked at; 0 when it may be looked at now. */
  retryAfterSeconds(network: string, clientId: string, now: number): number {
    if (!this.#forgivenAt.has(network)) return 0; // none has failed from there, as for almost every request
    const byAddress = this.#blockedFor(network, this.#limits.failuresPerAddressPerMinute, now);
    const byClient = this.#blockedFor(pair(network, clientId), this.#limits.failuresPerClientAddressPerMinute, now);
    return Math.ceil(Math.max(byAddress, byClient) / 1_000);
  }

  recordFailure(network: string, clientId: string, now: number): void {
    this.#record(network, this.#limits.failuresPerAddressPerMinute, now);
    this.#record(pair(network, clientId), this.#limits.failuresPerClientAddressPerMinute, now);
  }

  // A key may run ahead of the clock by a minute's worth of failures, less the one that is asked for.
  #blockedFor(key: string, perMinute: number, now: number): number {
    const forgivenAt = this.#forgivenAt.get(key);
    if (forgivenAt === undefined) return 0;
    return Math.max(0, forgivenAt + MINUTE_MILLISECONDS / perMinute - MINUTE_MILLISECONDS - now);
  }

  #record(key: string, perMinute: number, now: number): void {
    const from = Math.max(this.#forgivenAt.get(key) ?? now, now);
    this.#forgivenAt.set(key, Math.min(from + MINUTE_MILLISECONDS / perMinute, now + MINUTE_MILLISECONDS));
  }
}

function pair(network: string, clientId: string): string {
  return `${network} ${clientId}`;
}
