import type { Clock } from "../../src/index.ts";

interface Appointment {
  readonly at: number;
  readonly act: () => void;
}

/** Time that passes as fast as the work allows: whenever nothing more can happen now, it jumps to the next appointment. */
export class SimulatedClock implements Clock {
  /** What neither of the machine's clocks shows: the time as the token server has it. */
  trueMs = 0;
  #wall = Date.UTC(2026, 10, 24);
  #monotonic = 0;
  #appointments: Appointment[] = [];

  now(): number {
    return Math.floor(this.#wall);
  }

  monotonic(): number {
    return this.#monotonic;
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const cancel = this.after(milliseconds, resolve);
      signal.addEventListener("abort", () => {
        cancel();
        resolve();
      });
    });
  }

  /** Acts when the monotonic clock is that much further. Returns a function that calls it off. */
  after(milliseconds: number, act: () => void): () => void {
    const appointment = { at: this.#monotonic + milliseconds, act };
    const index = this.#appointments.findLastIndex(({ at }) => at <= appointment.at) + 1;
    this.#appointments.splice(index, 0, appointment);
    return () => {
      this.#appointments = this.#appointments.filter((other) => other !== appointment);
    };
  }

  setWall(byMs: number): void {
    this.#wall += byMs;
  }

  /** The machine sleeps: the wall clock and the world go on. */
  suspend(milliseconds: number): void {
    this.#wall += milliseconds;
    this.trueMs += milliseconds;
  }

  /** Lets everything happen until the monotonic clock has gone that much further. */
  async run(milliseconds: number): Promise<void> {
    const end = this.#monotonic + milliseconds;
    for (;;) {
      await settled();
      const next = this.#appointments[0];
      if (!next || next.at > end) return this.#advanceTo(end);
      this.#appointments.shift();
      this.#advanceTo(next.at);
      next.act();
    }
  }

  #advanceTo(monotonic: number): void {
    const passed = monotonic - this.#monotonic;
    this.#monotonic = monotonic;
    this.#wall += passed;
    this.trueMs += passed;
  }
}

/** Resolves when all promises that can settle now have settled. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 2; turns++) await new Promise((resolve) => setImmediate(resolve));
}
