/** Where the time comes from. Both in milliseconds; the first since 1970, the second from any start, never going back. */
export interface ClockSource {
  wallMilliseconds(): number;
  monotonicMilliseconds(): number;
}

/** One moment, read from both clocks. */
export interface Instant {
  readonly wall: number;
  readonly monotonic: number;
  /** Milliseconds since 1970 by whichever clock is ahead: what `exp` is compared with. */
  readonly latest: number;
}

/** A moment after which something no longer holds, by either clock. */
export interface Deadline {
  readonly wall: number;
  readonly monotonic: number;
}

export const LONG_PAST: Deadline = { wall: Number.NEGATIVE_INFINITY, monotonic: Number.NEGATIVE_INFINITY };

export const SYSTEM_CLOCK: ClockSource = {
  wallMilliseconds: () => Date.now(),
  monotonicMilliseconds: () => performance.now(),
};

// How long the steady clock is believed against a wall clock that was set back. Longer than the usual lifetime of a token; not for
// ever, because a machine may have started with a clock that was ahead and has been put right since.
const DISTRUST_MILLISECONDS = 3_600_000;
const SET_BACK_NOTICE_MILLISECONDS = 1000;

/**
 * Reads both clocks at once. A token dies when either of them says so: a wall clock that is set back does not lengthen its life, and a
 * machine that slept (the steady clock stands still meanwhile) does not either.
 */
export class VerifierClock {
  readonly #source: ClockSource;
  readonly #onSetBack: () => void;
  #offset: number;
  #previousOffset: number;
  #rotateAt: number;
  #isSetBack = false;

  constructor(source: ClockSource, onSetBack: () => void = () => {}) {
    this.#source = source;
    this.#onSetBack = onSetBack;
    const monotonic = source.monotonicMilliseconds();
    this.#offset = source.wallMilliseconds() - monotonic;
    this.#previousOffset = this.#offset;
    this.#rotateAt = monotonic + DISTRUST_MILLISECONDS;
  }

  read(): Instant {
    const wall = this.#source.wallMilliseconds();
    const monotonic = this.#source.monotonicMilliseconds();
    if (monotonic >= this.#rotateAt) this.#rotate(wall, monotonic);
    const steady = monotonic + Math.max(this.#offset, this.#previousOffset);
    const isSetBack = steady - wall > SET_BACK_NOTICE_MILLISECONDS;
    if (isSetBack !== this.#isSetBack) this.#noteSetBack(isSetBack);
    return { wall, monotonic, latest: steady > wall ? steady : wall };
  }

  #rotate(wall: number, monotonic: number): void {
    this.#previousOffset = this.#offset;
    this.#offset = wall - monotonic;
    this.#rotateAt = monotonic + DISTRUST_MILLISECONDS;
  }

  #noteSetBack(isSetBack: boolean): void {
    this.#isSetBack = isSetBack;
    if (isSetBack) this.#onSetBack();
  }
}

export function deadlineAfter(moment: Deadline, milliseconds: number): Deadline {
  return { wall: moment.wall + milliseconds, monotonic: moment.monotonic + milliseconds };
}

export function isPast(now: Instant, deadline: Deadline): boolean {
  return now.monotonic >= deadline.monotonic || now.wall >= deadline.wall;
}

export function millisecondsSince(moment: Deadline, now: Instant): number {
  return Math.max(now.monotonic - moment.monotonic, now.wall - moment.wall);
}
