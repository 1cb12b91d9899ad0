import { type Deadline, deadlineAfter, type Instant, isPast } from "./clock.ts";

/** Holds further tries back after failures: 1 s, doubling to 30 s, up to a quarter longer at random so that a fleet does not march in step. */
export class Backoff {
  readonly #firstMilliseconds: number;
  readonly #longestMilliseconds: number;
  #failures = 0;
  #retryAt: Deadline | undefined;

  constructor(firstMilliseconds = 1000, longestMilliseconds = 30_000) {
    this.#firstMilliseconds = firstMilliseconds;
    this.#longestMilliseconds = longestMilliseconds;
  }

  get failures(): number {
    return this.#failures;
  }

  fail(now: Instant): void {
    const delay = Math.min(this.#longestMilliseconds, this.#firstMilliseconds * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    this.#retryAt = deadlineAfter(now, delay * (1 + Math.random() / 4));
  }

  succeed(): void {
    this.#failures = 0;
    this.#retryAt = undefined;
  }

  isHolding(now: Instant): boolean {
    return this.#retryAt !== undefined && !isPast(now, this.#retryAt);
  }

  /** Whole seconds until the next try, at least 1: what `Retry-After` says. */
  retryAfterSeconds(now: Instant): number {
    const milliseconds = (this.#retryAt?.monotonic ?? 0) - now.monotonic;
    return Math.max(1, Math.ceil(milliseconds / 1000));
  }
}
