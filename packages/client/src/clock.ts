/** Where the client gets the time from. The default reads `Date.now` and `performance.now`; tests pass their own. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z: may be set back or forward at any moment. */
  now(): number;
  /** Milliseconds since any fixed point: never goes back, and stands still while some machines sleep. */
  monotonic(): number;
  /** Resolves after `milliseconds`, or as soon as `signal` aborts. Never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** One instant on both clocks. */
export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

export const systemClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const finish = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", finish);
        resolve();
      };
      const timer = setTimeout(finish, milliseconds);
      signal.addEventListener("abort", finish);
    }),
};

export function readMoment(clock: Clock): Moment {
  return { wall: clock.now(), monotonic: clock.monotonic() };
}

/** How long ago `then` was, by whichever clock says longer: a wall clock is set back, a monotonic one stops in sleep. */
export function elapsedMs(then: Moment, now: Moment): number {
  return Math.max(now.wall - then.wall, now.monotonic - then.monotonic);
}

/**
 * Settles as `work` does, or rejects with `reason()` after `milliseconds`, whether or not `work` heeds its signal. Either way
 * the signal that `work` was given is aborted and nothing stays scheduled.
 */
export async function within<T>(
  clock: Clock,
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
  reason: () => Error,
): Promise<T> {
  const finished = new AbortController();
  const working = new AbortController();
  const expiry = clock.sleep(milliseconds, finished.signal).then((): Promise<never> | undefined => {
    if (finished.signal.aborted) return undefined;
    const error = reason();
    working.abort(error);
    return Promise.reject(error);
  });
  try {
    return (await Promise.race([work(working.signal), expiry])) as T;
  } finally {
    finished.abort();
  }
}
