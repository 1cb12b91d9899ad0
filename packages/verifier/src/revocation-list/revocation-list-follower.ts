import { boundedGet, type Fetch } from "../bounded-get.ts";
import {
  type Deadline,
  deadlineAfter,
  type Instant,
  isPast,
  LONG_PAST,
  millisecondsSince,
  type VerifierClock,
} from "../clock.ts";
import type { VerificationKey } from "../key-set.ts";
import { VerifierError } from "../verifier-error.ts";
import type { EmitEvent } from "../verifier-events.ts";
import { isHeadExpired, type RevocationListHead, verifyRevocationListHead } from "./revocation-list-head.ts";
import { fetchRevocationParts } from "./revocation-list-parts.ts";
import { RevocationTable } from "./revocation-table.ts";
import { isRevoked, type RevocableNames } from "./revoked-names.ts";

export interface RevocationListSettings {
  readonly issuer: string;
  readonly maximumAgeSeconds: number;
  readonly whenUnavailable: "refuse" | "accept";
  readonly pollMilliseconds: number;
  readonly clockToleranceMilliseconds: number;
  readonly allowInsecureHttp: boolean;
  readonly fetch: Fetch | undefined;
}

export interface RevocationListStats {
  readonly isFollowed: boolean;
  /** Whether requests are made at the moment; not while no token comes. */
  readonly isPolling: boolean;
  readonly sequence: number;
  readonly entries: number;
  /** Memory of the entries. */
  readonly bytes: number;
  /** Seconds since the last request that confirmed the list began; undefined before the first. */
  readonly ageSeconds: number | undefined;
  readonly polls: number;
  readonly failedPolls: number;
}

/** The part of the key set that the list needs, and that it acts on. */
export interface RevocableKeys {
  keyFor(kid: string): Promise<VerificationKey>;
  revokeKids(kids: ReadonlySet<string>): void;
}

// With polls each second a list is at most about this old; when it is older (the process slept, or nothing was verified for a while),
// a token waits for the next answer instead of being judged by an old list.
const FRESH_MILLISECONDS = 2000;
// How long a token waits for that answer while the list at hand is within its configured age.
const WAIT_MILLISECONDS = 1000;
// Polling goes on for this long after the last token. A process that verifies nothing makes no requests.
const IDLE_MILLISECONDS = 60_000;
const HEAD_BYTES_MAX = 256 * 1024;
const HEAD_TIMEOUT_MILLISECONDS = 3000;

/**
 * Follows the issuer's revocation list: one small conditional GET about each second while tokens are being verified, none per token. Its
 * timer never keeps the process alive.
 */
export class RevocationListFollower {
  readonly #settings: RevocationListSettings;
  readonly #clock: VerifierClock;
  readonly #emit: EmitEvent;
  readonly #keys: RevocableKeys;
  #uri: string | undefined;
  #table = new RevocationTable();
  #version = 0;
  #head: RevocationListHead | undefined;
  #revokedKids: ReadonlySet<string> = new Set();
  #etag: string | undefined;
  #confirmedAt: Deadline | undefined;
  #freshDeadline: Deadline = LONG_PAST;
  #nextPollAt: Deadline = LONG_PAST;
  #lastUse = 0;
  #timer: NodeJS.Timeout | undefined;
  #inFlight: Promise<void> | undefined;
  #pollStartedAt: Deadline = LONG_PAST;
  #isFailing = false;
  #isTooOldReported = false;
  #polls = 0;
  #failedPolls = 0;

  constructor(settings: RevocationListSettings, clock: VerifierClock, emit: EmitEvent, keys: RevocableKeys) {
    this.#settings = settings;
    this.#clock = clock;
    this.#emit = emit;
    this.#keys = keys;
  }

  /** Changes whenever something was revoked: what was judged by an earlier version has to be judged again. */
  get version(): number {
    return this.#version;
  }

  /** Begins to follow the list at an address, goes on with it, or stops (undefined). */
  follow(uri: string | undefined): void {
    if (uri === this.#uri) return;
    this.#uri = uri;
    this.#etag = undefined;
    this.#freshDeadline = LONG_PAST;
    this.#nextPollAt = LONG_PAST;
    if (uri === undefined) this.close();
    this.#emit(uri === undefined ? { type: "revocation-list-withdrawn" } : { type: "revocation-list-followed", uri });
  }

  /** Whether a token may be judged by the list at hand without waiting for anything. */
  isFresh(now: Instant): boolean {
    if (this.#uri === undefined) return true;
    this.#lastUse = now.monotonic;
    return !isPast(now, this.#freshDeadline);
  }

  isRevoked(names: RevocableNames): boolean {
    return isRevoked(names, this.#table);
  }

  get isEmpty(): boolean {
    return this.#table.entries === 0;
  }

  /**
   * Waits, for a bounded time, until tokens may be judged.
   *
   * @throws VerifierError `revocation_list_unavailable` when the list is older than its configured age and the choice is to refuse.
   */
  async ensureFresh(): Promise<void> {
    const before = this.#clock.read();
    if (this.isFresh(before)) return;
    const poll = this.#pollFor(before);
    if (poll !== undefined) await (this.#isWithinAge(before) ? firstOf(poll, WAIT_MILLISECONDS) : poll);
    const after = this.#clock.read();
    if (this.#uri === undefined || this.#isWithinAge(after)) return;
    this.#reportTooOld();
    if (this.#settings.whenUnavailable === "refuse")
      throw new VerifierError("revocation_list_unavailable", { retryAfterSeconds: 1 });
  }

  close(): void {
    this.#lastUse = Number.NEGATIVE_INFINITY;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  stats(): RevocationListStats {
    return {
      isFollowed: this.#uri !== undefined,
      isPolling: this.#timer !== undefined || this.#inFlight !== undefined,
      sequence: this.#head?.claims.seq ?? 0,
      entries: this.#table.entries,
      bytes: this.#table.bytes,
      ageSeconds: this.#confirmedAt && millisecondsSince(this.#confirmedAt, this.#clock.read()) / 1000,
      polls: this.#polls,
      failedPolls: this.#failedPolls,
    };
  }

  #isWithinAge(now: Instant): boolean {
    return this.#confirmedAt !== undefined && !isPast(now, this.#ageDeadline(this.#confirmedAt));
  }

  #ageDeadline(confirmedAt: Deadline): Deadline {
    return deadlineAfter(confirmedAt, this.#settings.maximumAgeSeconds * 1000);
  }

  /** The request that a token of now may wait for, if there is one. */
  #pollFor(now: Instant): Promise<void> | undefined {
    if (this.#inFlight === undefined) return isPast(now, this.#nextPollAt) ? this.#poll(now) : undefined;
    // A request from before the process slept confirms the list for then; the one after it does for now.
    if (isPast(now, this.#ageDeadline(this.#pollStartedAt)))
      return this.#inFlight.then(() => this.#inFlight ?? this.#poll(this.#clock.read()));
    return this.#inFlight;
  }

  /** Never rejects. */
  #poll(now: Instant): Promise<void> {
    this.#polls += 1;
    this.#pollStartedAt = now;
    this.#nextPollAt = deadlineAfter(now, this.#settings.pollMilliseconds);
    const uri = this.#uri ?? "";
    this.#inFlight = this.#fetchList(uri, now)
      .then(() => this.#confirm(uri, now))
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#inFlight = undefined;
        this.#schedule();
      });
    return this.#inFlight;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#uri === undefined || this.#isUnused()) return;
    this.#timer = setTimeout(() => this.#tick(), this.#settings.pollMilliseconds);
    this.#timer.unref();
  }

  #tick(): void {
    this.#timer = undefined;
    if (!this.#isUnused() && this.#inFlight === undefined) void this.#poll(this.#clock.read());
  }

  #isUnused(): boolean {
    return this.#clock.read().monotonic - this.#lastUse > IDLE_MILLISECONDS;
  }

  async #fetchList(uri: string, now: Instant): Promise<void> {
    const { fetch, issuer, clockToleranceMilliseconds } = this.#settings;
    // Without an own Cache-Control, fetch would send `no-cache` along with the condition and so ask every cache on the way to step aside.
    const headers: Record<string, string> = { accept: "application/revocations+jwt", "cache-control": "max-age=1" };
    if (this.#etag !== undefined) headers["if-none-match"] = this.#etag;
    const limits = { bytesMax: HEAD_BYTES_MAX, timeoutMilliseconds: HEAD_TIMEOUT_MILLISECONDS };
    const answer = await boundedGet(fetch, uri, headers, limits);
    const expected = { issuer, clockToleranceMilliseconds, keyFor: (kid: string) => this.#listKey(kid) };
    if (answer.status === 304 && this.#head !== undefined) {
      if (!isHeadExpired(this.#head.claims, expected, now)) return;
      this.#etag = undefined;
      throw new Error("the list has expired");
    }
    if (answer.status !== 200) throw new Error(`the list answers ${answer.status}`);
    const head = await verifyRevocationListHead(Buffer.from(answer.body).toString(), expected, now);
    await this.#accept(head, uri, now);
    this.#etag = answer.etag ?? undefined;
  }

  async #listKey(kid: string): Promise<VerificationKey> {
    try {
      return await this.#keys.keyFor(kid);
    } catch {
      throw new Error("the list's key is not a published one, or is revoked");
    }
  }

  async #accept(head: RevocationListHead, uri: string, now: Instant): Promise<void> {
    const known = this.#head;
    // What a stolen key has signed must not stand in the way of the list that revokes it: then the count starts again.
    const isReplacing = known !== undefined && head.claims.revoked_kids.includes(known.signedBy);
    if (known !== undefined && !isReplacing && head.claims.seq < known.claims.seq)
      throw new Error("the list has a lower sequence number than one seen");
    const table = isReplacing ? new RevocationTable() : this.#table;
    const since = isReplacing ? 0 : (known?.claims.seq ?? 0);
    const { fetch, allowInsecureHttp } = this.#settings;
    for await (const records of fetchRevocationParts(head.claims, since, { uri, allowInsecureHttp, fetch }))
      table.add(records, Math.floor(now.latest / 1000));
    const isRepeated = known !== undefined && known.claims.seq === head.claims.seq && !isReplacing;
    // Of two heads with one number nobody can tell which is newer, so neither takes back what the other revokes.
    this.#revokedKids = new Set([...(isRepeated ? this.#revokedKids : []), ...head.claims.revoked_kids]);
    this.#table = table;
    this.#head = head;
    this.#keys.revokeKids(this.#revokedKids);
    if (isRepeated) return;
    this.#version += 1;
    this.#emit({ type: "revocation-list-updated", sequence: head.claims.seq, entries: table.entries });
  }

  #confirm(uri: string, startedAt: Instant): void {
    if (uri !== this.#uri) return;
    this.#confirmedAt = startedAt;
    const { maximumAgeSeconds, pollMilliseconds } = this.#settings;
    const freshMilliseconds = Math.max(FRESH_MILLISECONDS, pollMilliseconds + WAIT_MILLISECONDS);
    this.#freshDeadline = deadlineAfter(startedAt, Math.min(freshMilliseconds, maximumAgeSeconds * 1000));
    if (this.#isFailing) this.#emit({ type: "revocation-list-recovered", sequence: this.#head?.claims.seq ?? 0 });
    this.#isFailing = false;
    this.#isTooOldReported = false;
  }

  // While no list can be had, nobody waits for one: the last one is used until it is too old, and after that the user's choice holds.
  #fail(error: unknown): void {
    this.#failedPolls += 1;
    const reason = error instanceof Error ? error.message : "unknown";
    if (!this.#isFailing) this.#emit({ type: "revocation-list-unavailable", reason });
    this.#isFailing = true;
    const now = this.#clock.read();
    if (this.#isWithinAge(now) && this.#confirmedAt !== undefined) {
      this.#freshDeadline = this.#ageDeadline(this.#confirmedAt);
      return;
    }
    this.#reportTooOld();
    // Long enough for the next poll to end, so that a list that hangs delays no token.
    if (this.#settings.whenUnavailable === "accept")
      this.#freshDeadline = deadlineAfter(now, FRESH_MILLISECONDS + HEAD_TIMEOUT_MILLISECONDS);
  }

  #reportTooOld(): void {
    if (this.#isTooOldReported) return;
    this.#isTooOldReported = true;
    this.#emit({ type: "revocation-list-too-old", whenUnavailable: this.#settings.whenUnavailable });
  }
}

/** Resolves when the promise does or the time is over, whichever is first. */
async function firstOf(promise: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}
