import { type Deadline, deadlineAfter, type Instant, isPast, millisecondsSince } from "./clock.ts";

// Two fetches at once serve a rotation right after start-up; then one in half a minute, whatever strangers send.
const BURST_FETCHES = 2;
const REFILL_MILLISECONDS = 30_000;
const KIDS_MAX = 1000;

/** How many fetches tokens with an unknown `kid` may cause, and which `kid`s were found to be unknown lately. */
export class UnknownKeyBudget {
  readonly #unknownUntil = new Map<string, Deadline>();
  #fetches = BURST_FETCHES;
  #refilledAt: Instant | undefined;

  /** Takes one fetch from the budget; false when it is spent. */
  takeFetch(now: Instant): boolean {
    this.#refill(now);
    if (this.#fetches === 0) return false;
    this.#fetches -= 1;
    return true;
  }

  remember(kid: string, now: Instant): void {
    if (this.#unknownUntil.size >= KIDS_MAX) {
      const [oldest] = this.#unknownUntil.keys();
      if (oldest !== undefined) this.#unknownUntil.delete(oldest);
    }
    this.#unknownUntil.set(kid, deadlineAfter(now, REFILL_MILLISECONDS));
  }

  isKnownToBeUnknown(kid: string, now: Instant): boolean {
    const until = this.#unknownUntil.get(kid);
    if (until === undefined) return false;
    if (!isPast(now, until)) return true;
    this.#unknownUntil.delete(kid);
    return false;
  }

  #refill(now: Instant): void {
    if (this.#fetches === BURST_FETCHES) this.#refilledAt = now;
    const sinceRefill = this.#refilledAt === undefined ? 0 : millisecondsSince(this.#refilledAt, now);
    const refills = Math.floor(sinceRefill / REFILL_MILLISECONDS);
    if (refills === 0) return;
    this.#fetches = Math.min(BURST_FETCHES, this.#fetches + refills);
    this.#refilledAt = now;
  }
}
