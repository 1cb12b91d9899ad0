import type { RequestOrigin } from "./administration/outcome.ts";
import { CLIENT_ID_PREFIX } from "./identifier.ts";
import { type ActivityAllowance, PendingUse } from "./pending-use.ts";
import type { OrganizationUse, UsageBatch, UsageStore, UsedClient } from "./usage.ts";

const FLUSH_MILLISECONDS = 5_000;
/** Beyond it, while the database is away or cannot keep up, the use of further secrets goes uncounted; no token waits for that. */
const SECRETS_MAX = 200_000;
/** Kinds of requests that one write tells apart; beyond it they are counted together. A flood from everywhere makes no flood of rows. */
const ACTIVITIES_MAX = 10_000;
/** Secrets of one batch: handing them to the database takes the main thread less than a millisecond. */
const BATCH_SECRETS = 250;
/** The prefix of our ids, and one of their random characters. */
const GROUP_CHARACTERS = CLIENT_ID_PREFIX.length + 1;
/** Over which the batches of one write are spread: all at once they would take the processor from tokens for a second. */
const SPREAD_MILLISECONDS = 4_000;

const NO_CLIENT: UsedClient = { id: "", organizationId: "" };

export interface UsageListener {
  writeFailed(error: unknown): void;
}

export interface DeniedRequest {
  /** Undefined: none that exists. */
  readonly client: UsedClient | undefined;
  readonly secretId: string | undefined;
  readonly reason: string;
}

/** Gathers in memory how clients and secrets are used, and writes it every few seconds and at the end. Issuing a token writes nothing. */
export class UsageRecorder {
  readonly #store: UsageStore;
  readonly #listener: UsageListener;
  #pending = new PendingUses();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** How many wait for what has gathered to be written now. */
  #hurried = 0;
  #wake: () => void = () => undefined;

  constructor(store: UsageStore, listener: UsageListener) {
    this.#store = store;
    this.#listener = listener;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#writeNext(), FLUSH_MILLISECONDS);
    this.#timer.unref();
  }

  recordIssued(secretId: string, client: UsedClient, origin: RequestOrigin, now: number): void {
    const pending = this.#pending;
    pending.ofSecret(secretId, client, now)?.addIssued(origin, now, pending.allowance);
  }

  recordDenied({ client, secretId, reason }: DeniedRequest, origin: RequestOrigin, now: number): void {
    const pending = this.#pending;
    const use =
      secretId === undefined || client === undefined
        ? pending.ofClient(client ?? NO_CLIENT, now)
        : pending.ofSecret(secretId, client, now);
    use?.addDenied(reason, origin, now, pending.allowance);
  }

  /** Writes what has gathered, without a rest; what could not be written is kept for the next time. Never throws. */
  async flush(): Promise<void> {
    this.#hurried += 1;
    this.#wake();
    await this.#writeNext();
    this.#hurried -= 1;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  #writeNext(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  // A batch at a time, and the next one when it is written: tokens are issued in between, and little waits in the database's queue.
  async #write(): Promise<void> {
    const unwritten = this.#pending;
    if (unwritten.size === 0) return;
    this.#pending = new PendingUses();
    const shareMilliseconds = SPREAD_MILLISECONDS / Math.ceil(unwritten.size / BATCH_SECRETS);
    try {
      const ordered = unwritten.inOrder();
      for (let batch = take(ordered, BATCH_SECRETS); batch.length > 0; batch = take(ordered, BATCH_SECRETS)) {
        const startedAt = performance.now();
        await this.#store.add(toBatch(batch));
        unwritten.remove(batch);
        if (unwritten.size > 0) await this.#rest(shareMilliseconds - (performance.now() - startedAt));
      }
    } catch (error) {
      this.#pending.takeOver(unwritten);
      this.#listener.writeFailed(error);
    }
  }

  async #rest(milliseconds: number): Promise<void> {
    if (this.#hurried > 0 || milliseconds <= 0) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, milliseconds).unref();
    });
  }
}

function take<Item>(items: Iterator<Item, undefined>, count: number): readonly Item[] {
  const taken: Item[] = [];
  while (taken.length < count) {
    const { value, done } = items.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}

function toBatch(uses: readonly PendingUse[]): UsageBatch {
  return {
    uses: uses.flatMap(({ use }) => use ?? []),
    organizations: latestByOrganization(uses),
    counts: uses.flatMap(({ counts }) => counts),
    activity: uses.flatMap(({ activities }) => activities),
  };
}

function latestByOrganization(uses: readonly PendingUse[]): OrganizationUse[] {
  const latest = new Map<string, number>();
  for (const { organizationId, use } of uses)
    if (use !== undefined) latest.set(organizationId, Math.max(use.lastUsedAt, latest.get(organizationId) ?? 0));
  return [...latest].map(([organizationId, lastUsedAt]) => ({ organizationId, lastUsedAt }));
}

/** By secret, and by client for requests with none of its secrets. Apart, since an id of one kind may look like one of the other. */
class PendingUses {
  readonly allowance: ActivityAllowance = { left: ACTIVITIES_MAX };
  readonly #bySecret = new Map<string, PendingUse>();
  readonly #byClient = new Map<string, PendingUse>();

  get size(): number {
    return this.#bySecret.size + this.#byClient.size;
  }

  ofSecret(secretId: string, client: UsedClient, now: number): PendingUse | undefined {
    const known = this.#bySecret.get(secretId);
    if (known !== undefined || this.size >= SECRETS_MAX) return known;
    return this.#add(this.#bySecret, secretId, new PendingUse(client, secretId, now));
  }

  ofClient(client: UsedClient, now: number): PendingUse | undefined {
    const known = this.#byClient.get(client.id);
    if (known !== undefined || this.size >= SECRETS_MAX) return known;
    return this.#add(this.#byClient, client.id, new PendingUse(client, "", now));
  }

  /**
   * By client, as the database has them: neighbours are written to the same pages. Ids that begin alike are sorted when it is their turn; to
   * sort all of them at once would hold up tokens.
   */
  *inOrder(): Generator<PendingUse, undefined> {
    const all = [...this.#bySecret.values(), ...this.#byClient.values()];
    const groups = Map.groupBy(all, ({ clientId }) => clientId.slice(0, GROUP_CHARACTERS));
    for (const group of groups.values()) yield* group.sort((a, b) => (a.clientId < b.clientId ? -1 : 1));
  }

  remove(uses: readonly PendingUse[]): void {
    for (const { secretId, clientId } of uses) {
      if (secretId === "") this.#byClient.delete(clientId);
      else this.#bySecret.delete(secretId);
    }
  }

  takeOver(older: PendingUses): void {
    for (const [id, use] of older.#bySecret) this.#merge(this.#bySecret, id, use);
    for (const [id, use] of older.#byClient) this.#merge(this.#byClient, id, use);
  }

  #merge(uses: Map<string, PendingUse>, id: string, older: PendingUse): void {
    const newer = uses.get(id);
    if (newer === undefined && this.size < SECRETS_MAX) this.#add(uses, id, older);
    else newer?.takeOver(older, this.allowance);
  }

  #add(uses: Map<string, PendingUse>, id: string, use: PendingUse): PendingUse {
    uses.set(id, use);
    return use;
  }
}
