import type { ClockSource } from "../../src/clock.ts";

/** Both clocks in the test's hands. They start at the real time, so that other parties agree. */
export class ManualClock implements ClockSource {
  wall = Date.now();
  monotonic = 1_000_000;

  wallMilliseconds(): number {
    return this.wall;
  }

  monotonicMilliseconds(): number {
    return this.monotonic;
  }

  advanceSeconds(seconds: number): void {
    this.wall += seconds * 1000;
    this.monotonic += seconds * 1000;
  }

  get seconds(): number {
    return Math.floor(this.wall / 1000);
  }
}
