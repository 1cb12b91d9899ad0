import type { Change, ChangeReader } from "./ports.ts";

/** A running server sees a change within this and one read of the log. */
const POLL_MILLISECONDS = 250;

export interface ChangeListener {
  /** Throwing keeps the position: the change is handed over again. */
  apply(changes: readonly Change[]): Promise<void> | void;
  /** Changes were missed (the log was pruned): nothing in memory can be trusted. */
  reset(): Promise<void> | void;
  /** The database could not be asked; `isFirst` for the first failure after a success. */
  failed(error: unknown, isFirst: boolean): void;
}

/** Reads the change log from its position on, and knows until when everything in memory was confirmed. */
export class ChangeFollower {
  readonly #reader: ChangeReader;
  readonly #listener: ChangeListener;
  readonly #clock: () => number;
  #position: number | undefined;
  #confirmedAt = Number.NEGATIVE_INFINITY;
  #isReachable = false;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(reader: ChangeReader, listener: ChangeListener, clock: () => number) {
    this.#reader = reader;
    this.#listener = listener;
    this.#clock = clock;
  }

  /** Milliseconds: everything in memory was as the database had it at this instant. */
  get confirmedAt(): number {
    return this.#confirmedAt;
  }

  /** Whether the last attempt to read the log succeeded. */
  get isReachable(): boolean {
    return this.#isReachable;
  }

  /** Takes the log's present end as its position, then calls `reset` and follows. */
  async start(): Promise<void> {
    await this.#restart();
    this.#schedule();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Reads the log once, now. Never throws: failures go to the listener. */
  async poll(): Promise<void> {
    const startedAt = this.#clock();
    try {
      await this.#readOn();
      this.#confirmedAt = startedAt;
      this.#isReachable = true;
    } catch (error) {
      const isFirst = this.#isReachable;
      this.#isReachable = false;
      this.#listener.failed(error, isFirst);
    }
  }

  async #readOn(): Promise<void> {
    for (let isMore = true; isMore; ) {
      const batch = await this.#reader.changesAfter(this.#position ?? 0);
      if (batch.kind === "gap") return this.#restart();
      if (batch.changes.length > 0) await this.#listener.apply(batch.changes);
      this.#position = batch.position;
      isMore = batch.isMore;
    }
  }

  // The position is read before memory is filled: a change in between is handed over again, never lost.
  async #restart(): Promise<void> {
    const startedAt = this.#clock();
    const position = await this.#reader.lastPosition();
    await this.#listener.reset();
    this.#position = position;
    this.#confirmedAt = startedAt;
    this.#isReachable = true;
  }

  #schedule(): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(async () => {
      await this.poll();
      this.#schedule();
    }, POLL_MILLISECONDS);
    this.#timer.unref();
  }
}
