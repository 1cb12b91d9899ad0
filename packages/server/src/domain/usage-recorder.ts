import type { ClientId } from "./identifier.ts";
import type { SecretUse, UsageStore } from "./ports.ts";

const FLUSH_MILLISECONDS = 5_000;
/** About 30 MB. Beyond it, while the database is away, the use of further secrets goes uncounted; no token waits for that. */
const SECRETS_MAX = 200_000;

export interface UsageListener {
  writeFailed(error: unknown): void;
}

/** Gathers in memory how secrets are used, and writes it every few seconds and at the end. Issuing a token writes nothing. */
export class UsageRecorder {
  readonly #store: UsageStore;
  readonly #listener: UsageListener;
  #pending = new Map<string, SecretUse>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: UsageStore, listener: UsageListener) {
    this.#store = store;
    this.#listener = listener;
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush(), FLUSH_MILLISECONDS);
    this.#timer.unref();
  }

  record(secretId: string, clientId: ClientId, address: string, now: number): void {
    const known = this.#pending.get(secretId);
    if (known === undefined && this.#pending.size >= SECRETS_MAX) return;
    const tokensIssued = (known?.tokensIssued ?? 0) + 1;
    this.#pending.set(secretId, { secretId, clientId, lastUsedAt: now, lastUsedFrom: address, tokensIssued });
  }

  /** Writes what has gathered; what could not be written is kept for the next time. Never throws. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  async #write(): Promise<void> {
    if (this.#pending.size === 0) return;
    const uses = this.#pending;
    this.#pending = new Map();
    try {
      await this.#store.addUses([...uses.values()]);
    } catch (error) {
      this.#restore(uses);
      this.#listener.writeFailed(error);
    }
  }

  #restore(uses: ReadonlyMap<string, SecretUse>): void {
    for (const [secretId, use] of uses) {
      const newer = this.#pending.get(secretId);
      if (newer !== undefined)
        this.#pending.set(secretId, { ...newer, tokensIssued: newer.tokensIssued + use.tokensIssued });
      else if (this.#pending.size < SECRETS_MAX) this.#pending.set(secretId, use);
    }
  }
}
