import type { RequestOrigin } from "./administration/outcome.ts";
import type { ClientId } from "./identifier.ts";
import {
  type ActivityCount,
  HOUR_MILLISECONDS,
  MINUTE_MILLISECONDS,
  type SecretUse,
  startOf,
  type UsageCount,
  type UsageOutcome,
  type UsedClient,
} from "./usage.ts";
import { cleanUserAgent } from "./user-agent.ts";

/** Kinds of requests that are told apart for one secret between two writes: more are no help to whoever reads them. */
const ACTIVITIES_MAX = 50;

const NONE: readonly never[] = [];

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** What all pending uses share: kinds of requests that may still be told apart. */
export interface ActivityAllowance {
  left: number;
}

/**
 * How one secret was used since the last write. It is changed in place: this is on the way to every token, which for the usual request,
 * from where the last one came from, costs a few comparisons and no memory.
 */
export class PendingUse {
  readonly clientId: string;
  readonly organizationId: string;
  readonly secretId: string;
  #lastUsedAt = 0;
  #lastUsedFrom = "";
  #lastUserAgent = "";
  #tokensIssued = 0;
  #minute: number;
  #issued = 0;
  #denied = 0;
  #earlier: UsageCount[] | undefined; // of minutes that are over: there seldom is one
  #latest: Writable<ActivityCount> | undefined;
  #several: Writable<ActivityCount>[] | undefined; // the latest among them; undefined: it is the only one, as of most secrets

  constructor({ id, organizationId }: UsedClient, secretId: string, now: number) {
    this.clientId = id; // and not the client, which would stay in memory for as long
    this.organizationId = organizationId;
    this.secretId = secretId;
    this.#minute = startOf(now, MINUTE_MILLISECONDS);
  }

  addIssued(origin: RequestOrigin, now: number, allowance: ActivityAllowance): void {
    this.#turnMinute(now);
    this.#issued += 1;
    this.#tokensIssued += 1;
    this.#lastUsedAt = now;
    this.#lastUsedFrom = origin.address;
    const latest = this.#latest;
    if (
      latest !== undefined &&
      latest.outcome === "issued" &&
      latest.address === origin.address &&
      latest.userAgent === (origin.userAgent ?? "") &&
      now - latest.hour < HOUR_MILLISECONDS
    ) {
      latest.count += 1;
      latest.lastAt = now;
      this.#lastUserAgent = latest.userAgent;
      return;
    }
    this.#lastUserAgent = cleanUserAgent(origin.userAgent);
    this.#addActivity({ outcome: "issued", reason: "", ...this.#lastSource() }, now, allowance);
  }

  addDenied(reason: string, origin: RequestOrigin, now: number, allowance: ActivityAllowance): void {
    this.#turnMinute(now);
    this.#denied += 1;
    if (this.clientId === "") return;
    const source = { address: origin.address, userAgent: cleanUserAgent(origin.userAgent) };
    this.#addActivity({ outcome: "denied", reason, ...source }, now, allowance);
  }

  /** Undefined: no token was issued. */
  get use(): SecretUse | undefined {
    if (this.#tokensIssued === 0) return undefined;
    return {
      secretId: this.secretId,
      clientId: this.clientId as ClientId,
      lastUsedAt: this.#lastUsedAt,
      lastUsedFrom: this.#lastUsedFrom,
      lastUserAgent: this.#lastUserAgent,
      tokensIssued: this.#tokensIssued,
    };
  }

  get counts(): readonly UsageCount[] {
    return [...(this.#earlier ?? []), this.#current];
  }

  get activities(): readonly ActivityCount[] {
    return this.#activities;
  }

  /** Adds what an older one held, which could not be written. */
  takeOver(older: PendingUse, allowance: ActivityAllowance): void {
    if (this.#lastUsedAt === 0) {
      this.#lastUsedAt = older.#lastUsedAt;
      this.#lastUsedFrom = older.#lastUsedFrom;
      this.#lastUserAgent = older.#lastUserAgent;
    }
    this.#tokensIssued += older.#tokensIssued;
    for (const count of older.counts) this.#addCount(count);
    for (const { outcome, reason, address, userAgent, lastAt, count } of older.#activities)
      this.#addActivity({ outcome, reason, address, userAgent }, lastAt, allowance, count);
  }

  #lastSource() {
    return { address: this.#lastUsedFrom, userAgent: this.#lastUserAgent };
  }

  get #current(): UsageCount {
    const { clientId, organizationId, secretId } = this;
    return { clientId, organizationId, secretId, minute: this.#minute, issued: this.#issued, denied: this.#denied };
  }

  #turnMinute(now: number): void {
    if (now - this.#minute < MINUTE_MILLISECONDS) return;
    this.#keepEarlier(this.#current);
    this.#minute = startOf(now, MINUTE_MILLISECONDS);
    this.#issued = 0;
    this.#denied = 0;
  }

  #addCount(count: UsageCount): void {
    if (count.minute === this.#minute) {
      this.#issued += count.issued;
      this.#denied += count.denied;
    } else this.#keepEarlier(count);
  }

  #keepEarlier(count: UsageCount): void {
    this.#earlier ??= [];
    this.#earlier.push(count);
  }

  get #activities(): readonly Writable<ActivityCount>[] {
    return this.#several ?? (this.#latest === undefined ? NONE : [this.#latest]);
  }

  #addActivity(kind: RequestKind, now: number, allowance: ActivityAllowance, count = 1): void {
    const hour = startOf(now, HOUR_MILLISECONDS);
    const known = this.#findActivity(kind, hour);
    if (known === undefined && (allowance.left <= 0 || this.#activities.length >= ACTIVITIES_MAX)) {
      this.#addUntold(kind, now, count);
      return;
    }
    if (known === undefined) allowance.left -= 1;
    const activity = known ?? this.#newActivity(kind, hour);
    activity.count += count;
    activity.lastAt = Math.max(activity.lastAt, now);
    this.#latest = activity;
  }

  // Those of too many sources are counted together.
  #addUntold({ outcome, reason }: RequestKind, now: number, count: number): void {
    const kind = { outcome, reason, address: "", userAgent: "" };
    const hour = startOf(now, HOUR_MILLISECONDS);
    const activity = this.#findActivity(kind, hour) ?? this.#newActivity(kind, hour);
    activity.count += count;
    activity.lastAt = Math.max(activity.lastAt, now);
  }

  #findActivity(kind: RequestKind, hour: number): Writable<ActivityCount> | undefined {
    return this.#activities.find(
      (activity) =>
        activity.address === kind.address &&
        activity.userAgent === kind.userAgent &&
        activity.outcome === kind.outcome &&
        activity.reason === kind.reason &&
        activity.hour === hour,
    );
  }

  #newActivity(kind: RequestKind, hour: number): Writable<ActivityCount> {
    const { clientId, secretId } = this;
    const activity = { clientId, secretId, hour, ...kind, lastAt: 0, count: 0 };
    if (this.#latest === undefined) this.#latest = activity;
    else {
      this.#several ??= [this.#latest];
      this.#several.push(activity);
    }
    return activity;
  }
}

interface RequestKind {
  readonly outcome: UsageOutcome;
  readonly reason: string;
  readonly address: string;
  readonly userAgent: string;
}
