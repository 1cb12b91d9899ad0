import type { Clock } from "../src/clock.ts";

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock that moves only when it is told to, and whose two hands can be moved apart. */
export class JumpingClock implements Clock {
  /** Sleeps up to this long are over at once and move the clock; longer ones (timeouts) wait for `advance`. */
  skipMs = 9_000;
  /** Every sleep that was skipped, in milliseconds. */
  readonly skipped: number[] = [];
  #wall = Date.UTC(2026, 10, 24);
  #monotonic = 1_000;
  #sleepers = new Set<Sleeper>();

  now(): number {
    return Math.floor(this.#wall);
  }

  monotonic(): number {
    return this.#monotonic;
  }

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    if (milliseconds <= this.skipMs) {
      this.skipped.push(milliseconds);
      this.advance(milliseconds);
      return;
    }
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.#sleepers.delete(sleeper);
        resolve();
      };
      const sleeper = { until: this.#monotonic + milliseconds, wake };
      this.#sleepers.add(sleeper);
      signal.addEventListener("abort", wake, { once: true });
    });
  }

  /** Time passes. */
  advance(milliseconds: number): void {
    this.#wall += milliseconds;
    this.#monotonic += milliseconds;
    for (const { until, wake } of [...this.#sleepers]) if (until <= this.#monotonic) wake();
  }

  /** Somebody sets the wall clock. */
  setWall(byMilliseconds: number): void {
    this.#wall += byMilliseconds;
  }

  /** The machine sleeps: only the wall clock goes on. */
  suspend(milliseconds: number): void {
    this.#wall += milliseconds;
  }

  get pendingSleeps(): number {
    return this.#sleepers.size;
  }
}
