/** Moves this process's clocks, since most clients take the time from nowhere else. */
const realNow = Date.now.bind(Date);
const realPerformanceNow = performance.now.bind(performance);
const RealDate = Date;
let wallMs = 0;
let monotonicMs = 0;

class ShiftedDate extends RealDate {
  constructor(...parts: [] | [number | string | Date]) {
    if (parts.length === 0) super(realNow() + wallMs);
    else super(parts[0]);
  }

  static override now(): number {
    return realNow() + wallMs;
  }
}

export function installShiftedTime(): void {
  globalThis.Date = ShiftedDate as DateConstructor;
  performance.now = () => realPerformanceNow() + monotonicMs;
}

/** Time passes. */
export function passTime(milliseconds: number): void {
  wallMs += milliseconds;
  monotonicMs += milliseconds;
}

/** Somebody sets the wall clock. */
export function setWallClock(byMilliseconds: number): void {
  wallMs += byMilliseconds;
}

/** Milliseconds by a clock that nobody moves. */
export function realMilliseconds(): number {
  return realPerformanceNow();
}
