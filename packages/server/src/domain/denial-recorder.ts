import { type Change, type RequestOrigin, recordAudit } from "./administration/outcome.ts";
import type { AuditAction } from "./audit-event.ts";
import { networkOf } from "./network-of.ts";
import type { DeniedSignIn, DeniedSignIns } from "./people/denied-sign-ins.ts";
import type { Clock, UnitOfWork } from "./ports.ts";
import { cleanUserAgent } from "./user-agent.ts";

const FLUSH_MILLISECONDS = 60_000;
/** Entries that a minute may make, whoever asks for what (T25); the rest is counted in one. */
const ENTRIES_MAX = 1_000;

/** A request that was refused, for which whoever sent it is answerable. */
export interface Denied {
  /** The client, which exists; undefined: none that is known. */
  readonly client: { readonly id: string; readonly organizationId: string } | undefined;
  readonly secretId: string | undefined;
  readonly reason: string;
}

export interface DenialListener {
  writeFailed(error: unknown): void;
}

interface Gathered {
  readonly action: AuditAction;
  readonly subjectId: string;
  readonly organizationId: string | undefined;
  readonly secretId: string | undefined;
  readonly reason: string;
  /** Empty: of many. */
  readonly address: string;
  readonly userAgent: string;
  readonly firstAt: number;
  lastAt: number;
  count: number;
}

/** Of more sources than are told apart. */
const NOBODY = {
  ...{ subjectId: "", organizationId: undefined, secretId: undefined },
  ...{ reason: "various", address: "", userAgent: "" },
} as const;

export interface DenialRecorderOptions {
  readonly unitOfWork: UnitOfWork;
  readonly listener: DenialListener;
  readonly clock: Clock;
  /** Processes that share the number of entries of a minute. */
  readonly processes: number;
}

/** Gathers what was denied by client, network, reason and program, and writes an audit event for each every minute and at the end. */
export class DenialRecorder implements DeniedSignIns {
  readonly #options: DenialRecorderOptions;
  readonly #entriesMax: number;
  #gathered = new Map<string, Gathered>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: DenialRecorderOptions) {
    this.#options = options;
    this.#entriesMax = Math.max(10, Math.floor(ENTRIES_MAX / options.processes));
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush(), FLUSH_MILLISECONDS);
    this.#timer.unref();
  }

  /** Unknown clients are one: their ids are a stranger's to choose, and so is the name of the program. */
  recordRequest({ client, secretId, reason }: Denied, origin: RequestOrigin, now: number): void {
    this.#add(
      {
        action: "token.denied",
        subjectId: client?.id ?? "",
        organizationId: client?.organizationId,
        secretId,
        reason,
        address: networkOf(origin.address),
        userAgent: client === undefined ? "" : cleanUserAgent(origin.userAgent),
      },
      now,
    );
  }

  record({ at, origin: { address, userAgent }, reason, userId = "" }: DeniedSignIn): void {
    const who = { subjectId: userId, organizationId: undefined, secretId: undefined };
    const from = { address: networkOf(address), userAgent: userId === "" ? "" : cleanUserAgent(userAgent) };
    this.#add({ action: "user.sign_in_denied", ...who, reason, ...from }, at);
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

  #add(denied: Omit<Gathered, "firstAt" | "lastAt" | "count">, now: number): void {
    const key = keyOf(denied);
    const known = this.#gathered.get(key);
    if (known !== undefined) addTo(known, 1, now);
    else if (this.#gathered.size < this.#entriesMax)
      this.#gathered.set(key, { ...denied, firstAt: now, lastAt: now, count: 1 });
    else this.#addToRest({ action: denied.action, firstAt: now, lastAt: now, count: 1 });
  }

  // One for each action beyond the bound.
  #addToRest(denied: Pick<Gathered, "action" | "firstAt" | "lastAt" | "count">): void {
    const { action, count, lastAt } = denied;
    const known = this.#gathered.get(action);
    if (known !== undefined) addTo(known, count, lastAt);
    else this.#gathered.set(action, { ...NOBODY, ...denied });
  }

  async #write(): Promise<void> {
    if (this.#gathered.size === 0) return;
    const gathered = this.#gathered;
    this.#gathered = new Map();
    const { unitOfWork, clock, listener } = this.#options;
    try {
      await unitOfWork.transaction(async (transaction) => {
        const change = { transaction, actor: "server", now: clock() };
        for (const denied of gathered.values()) await recordGathered(change, denied);
      });
    } catch (error) {
      this.#takeBack(gathered);
      listener.writeFailed(error);
    }
  }

  #takeBack(gathered: ReadonlyMap<string, Gathered>): void {
    for (const [key, older] of gathered) {
      const newer = this.#gathered.get(key);
      if (newer !== undefined)
        this.#gathered.set(key, { ...older, lastAt: newer.lastAt, count: older.count + newer.count });
      else if (this.#gathered.size < this.#entriesMax) this.#gathered.set(key, older);
      else this.#addToRest(older);
    }
  }
}

function keyOf({
  action,
  subjectId,
  secretId = "",
  reason,
  address,
  userAgent,
}: Omit<Gathered, "firstAt" | "lastAt" | "count">) {
  return `${action}\n${subjectId}\n${secretId}\n${reason}\n${address}\n${userAgent}`;
}

function addTo(gathered: Gathered, count: number, at: number): void {
  gathered.count += count;
  gathered.lastAt = Math.max(gathered.lastAt, at);
}

function recordGathered(change: Change, denied: Gathered): Promise<void> {
  const { action, subjectId, organizationId, secretId, reason, address, userAgent, firstAt, lastAt, count } = denied;
  const times = { first_at: new Date(firstAt).toISOString(), last_at: new Date(lastAt).toISOString() };
  const origin = address === "" ? undefined : { address, userAgent: userAgent || undefined };
  const secret = secretId === undefined ? {} : { secret_id: secretId };
  return recordAudit({ ...change, origin }, action, subjectId, {
    organizationId,
    details: { reason, count, ...times, ...secret },
  });
}
