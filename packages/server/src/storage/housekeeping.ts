import type { AuditEvent } from "../domain/audit-event.ts";
import { newIdentifier } from "../domain/identifier.ts";
import type { People } from "../domain/people/people-ports.ts";
import { SESSION_IDLE_MILLISECONDS, SESSION_MILLISECONDS_MAX } from "../domain/people/session.ts";
import { type Clock, IDEMPOTENCY_MILLISECONDS } from "../domain/ports.ts";
import { DAY_MILLISECONDS, startOf } from "../domain/usage.ts";
import type { KyselyAuditPruner, PrunedEntries } from "./audit-pruner.ts";
import type { KyselyChangeLog } from "./change-log.ts";
import type { KyselyIdempotencyKeys } from "./idempotency-keys.ts";
import type { KyselyRevocationLog } from "./revocation-log.ts";
import type { KyselyUsagePruner } from "./usage-pruner.ts";

const PRUNE_MILLISECONDS = 600_000;
const CHANGE_LOG_KEPT_MILLISECONDS = 3_600_000; // a server that was away longer reads everything anew
/** After they have expired: they leave the list at full hours, and no node's clock is that far behind. */
const REVOCATIONS_KEPT_SECONDS = 7_200;

export interface HousekeepingParts {
  readonly changeLog: KyselyChangeLog;
  readonly revocations: KyselyRevocationLog;
  readonly usage: KyselyUsagePruner;
  readonly audit: KyselyAuditPruner;
  readonly idempotencyKeys: KyselyIdempotencyKeys;
  readonly people: Pick<People, "sessions" | "oneTimeLinks" | "usedChallenges">;
  /** 0: for ever. */
  readonly auditDays: number;
  readonly clock: Clock;
  /** The rest is dropped all the same, and this is tried again with the next run. */
  readonly failed: (what: string, error: unknown) => void;
}

/** Drops what is kept no longer, every few minutes. */
export class Housekeeping {
  readonly #parts: HousekeepingParts;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: HousekeepingParts) {
    this.#parts = parts;
  }

  start(): void {
    const run = () => {
      this.#running = this.run();
    };
    this.#timer = setInterval(run, PRUNE_MILLISECONDS);
    this.#timer.unref();
  }

  /** Never throws. */
  async run(): Promise<void> {
    for (const [what, drop] of this.#steps())
      try {
        await drop();
      } catch (error) {
        this.#parts.failed(what, error);
      }
  }

  #steps(): readonly (readonly [string, () => Promise<void>])[] {
    const { changeLog, revocations, usage, audit, people, idempotencyKeys, auditDays, clock } = this.#parts;
    const now = clock();
    // By whole days: pruning makes an entry itself, and one a day is enough.
    const auditBefore = startOf(now, DAY_MILLISECONDS) - auditDays * DAY_MILLISECONDS;
    return [
      ["the old change log", () => changeLog.prune(now - CHANGE_LOG_KEPT_MILLISECONDS)],
      ["old revocations", () => revocations.prune(Math.floor(now / 1_000) - REVOCATIONS_KEPT_SECONDS)],
      ["old sessions and links", () => prunePeople(people, now)],
      ["old idempotency keys", () => idempotencyKeys.prune(now - IDEMPOTENCY_MILLISECONDS)],
      ["old usage", () => usage.prune(now)],
      ...(auditDays > 0
        ? [["the old audit trail", () => audit.prune(auditBefore, (pruned) => prunedEvent(pruned, now))] as const]
        : []),
    ];
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }
}

// Drops what cannot be used any more.
async function prunePeople(
  { sessions, oneTimeLinks, usedChallenges }: HousekeepingParts["people"],
  now: number,
): Promise<void> {
  await sessions.prune(now - SESSION_IDLE_MILLISECONDS, now - SESSION_MILLISECONDS_MAX);
  await oneTimeLinks.prune(now);
  await usedChallenges.prune(now);
}

function prunedEvent({ entries, sequence }: PrunedEntries, at: number): AuditEvent {
  return {
    ...{ id: newIdentifier("evt"), at, actor: "server", action: "audit.pruned", subjectId: "" },
    ...{ organizationId: undefined, origin: undefined, before: undefined, after: undefined },
    details: { entries, up_to_sequence: sequence },
  };
}
