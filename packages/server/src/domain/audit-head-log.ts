import { type ChainPlace, formatChainPlace } from "./audit-seal.ts";
import type { AuditTrailReader } from "./verify-audit-trail.ts";

const EVERY_MILLISECONDS = 60_000;

export interface AuditHeadListener {
  /** How many entries are kept, and the head as `SEQUENCE:MAC`. */
  headMoved(entries: number, head: string): void;
}

/** Tells the head of the audit trail every minute and at the end, when it has moved: a log that is kept elsewhere then shows what was cut. */
export class AuditHeadLog {
  readonly #trail: Pick<AuditTrailReader, "findEnd">;
  readonly #listener: AuditHeadListener;
  #timer: NodeJS.Timeout | undefined;
  #told: ChainPlace | undefined;

  constructor(trail: Pick<AuditTrailReader, "findEnd">, listener: AuditHeadListener) {
    this.#trail = trail;
    this.#listener = listener;
  }

  start(): void {
    this.#timer = setInterval(() => void this.tell().catch(() => undefined), EVERY_MILLISECONDS); // the next time will do
    this.#timer.unref();
  }

  async tell(): Promise<void> {
    const head = await this.#trail.findEnd("head");
    if (head === undefined || (head.sequence === this.#told?.sequence && head.mac === this.#told.mac)) return;
    const anchor = await this.#trail.findEnd("anchor");
    this.#told = head;
    this.#listener.headMoved(head.sequence - (anchor?.sequence ?? 0), formatChainPlace(head));
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.tell().catch(() => undefined);
  }
}
