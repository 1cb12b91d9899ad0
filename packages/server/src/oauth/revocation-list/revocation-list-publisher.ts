import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import {
  PART_URI_PLACEHOLDER,
  REVOCATION_LIST_TYPE,
  revocationListClaims,
  revocationRecord,
} from "@celitech-auth/verifier/revocation-list";
import type { Clock, RevocationReader, RevocationState } from "../../domain/ports.ts";
import type { KeyRing } from "../../signing/key-ring.ts";
import { signStatement } from "../../signing/sign-statement.ts";
import { REVOCATION_LIST_PATH } from "../metadata.ts";
import { RevocationParts } from "./revocation-parts.ts";
import { RevocationRecords } from "./revocation-records.ts";

export interface RevocationListOptions {
  readonly issuer: string;
  readonly reader: RevocationReader;
  readonly keyRing: KeyRing;
  readonly clock: Clock;
  /** Building failed; what was published before is served until it expires. */
  readonly failed: (error: unknown) => void;
}

/** The signed head of the list, and the tag that every node gives to what it says. */
export interface RevocationListHead {
  readonly body: string;
  readonly etag: string;
  /** Seconds since 1970. */
  readonly signedForSeconds: number;
}

const HEAD_LIFETIME_SECONDS = 60;
/** A head is signed anew in each of these, so that a follower always has time left, and at their beginning, so that all nodes say the same. */
const SIGNING_INTERVAL_SECONDS = 20;
const HOUR_SECONDS = 3_600;
const READ_ROWS = 1_000; // about a millisecond
const NOTHING: RevocationState = { sequence: 0, revokedKids: [] };

/**
 * Keeps the revocation list as it is published: one signed head, and parts that never change. It reads on when the change log says so, and
 * signs again when somebody asks and a head has become old.
 */
export class RevocationListPublisher {
  readonly #options: RevocationListOptions;
  #records = new RevocationRecords();
  #parts = new RevocationParts();
  #state = NOTHING;
  #head: RevocationListHead | undefined;
  #publishing: Promise<void> = Promise.resolve();
  #renewing: Promise<void> | undefined;

  constructor(options: RevocationListOptions) {
    this.#options = options;
  }

  /** Reads what was taken back since the last time. */
  async readOn(): Promise<void> {
    const { reader, issuer } = this.#options;
    const state = await reader.readState();
    if (state.sequence < this.#state.sequence) this.#startAgain(); // an older copy of the database was restored
    for (let isMore = true; isMore; ) {
      const revocations = await reader.listAfter(this.#records.lastSequence, state.sequence, READ_ROWS);
      for (const { sequence, subject, untilSeconds } of revocations)
        this.#records.append(sequence, revocationRecord(issuer, { ...subject, untilSeconds }), untilSeconds);
      isMore = revocations.length === READ_ROWS;
      if (isMore) await setImmediate();
    }
    this.#state = state;
  }

  /** Builds and signs what was read. One at a time; never rejects. */
  publish(): Promise<void> {
    this.#publishing = this.#publishing.then(() => this.#publishNow()).catch((error) => this.#options.failed(error));
    return this.#publishing;
  }

  /** The head to serve; undefined while there is none that can be used. */
  async head(): Promise<RevocationListHead | undefined> {
    if (this.#head?.signedForSeconds !== this.#signingTime()) await this.publish();
    const head = this.#head;
    return head !== undefined && this.#nowSeconds() < head.signedForSeconds + HEAD_LIFETIME_SECONDS ? head : undefined;
  }

  /** The part with the digest; undefined when no head names it that may still be used. */
  part(sha256: string): Uint8Array | undefined {
    return this.#parts.find(sha256);
  }

  async #publishNow(): Promise<void> {
    const { issuer, keyRing, clock } = this.#options;
    const { sequence, revokedKids } = this.#state;
    const signedForSeconds = this.#signingTime();
    const parts = await this.#parts.upTo(sequence, this.#records, this.#nowSeconds());
    const claims = revocationListClaims({
      issuer,
      sequence,
      revokedKids,
      parts,
      partUri: `${REVOCATION_LIST_PATH}/${PART_URI_PLACEHOLDER}`,
      nowSeconds: signedForSeconds,
      lifetimeSeconds: HEAD_LIFETIME_SECONDS,
    });
    const signingKey = keyRing.signingKey("ES256", clock());
    const { kid } = signingKey.key;
    if (revokedKids.includes(kid)) return; // the keys are about to be read again; what it signs would be refused
    // Weak: two signatures of the same claims differ, and mean the same (RFC 9110 §8.8.1).
    const etag = `W/"${createHash("sha256").update(JSON.stringify({ kid, claims })).digest("base64url")}"`;
    if (etag !== this.#head?.etag)
      this.#head = { body: await signStatement(claims, REVOCATION_LIST_TYPE, signingKey), etag, signedForSeconds };
    this.#renewParts();
  }

  // Entries that have expired leave the list in their own time: meanwhile it says more than it must, and new ones do not wait.
  #renewParts(): void {
    this.#renewing ??= this.#renewAll()
      .catch((error) => this.#options.failed(error))
      .finally(() => {
        this.#renewing = undefined;
      });
  }

  async #renewAll(): Promise<void> {
    this.#records.dropExpired(fullHour(this.#nowSeconds()));
    let isChanged = false;
    while (await this.#parts.renewNext(this.#records, this.#nowSeconds())) isChanged = true;
    if (isChanged) void this.publish();
  }

  #startAgain(): void {
    this.#records = new RevocationRecords();
    this.#parts = new RevocationParts();
    this.#state = NOTHING;
  }

  #nowSeconds(): number {
    return Math.floor(this.#options.clock() / 1_000);
  }

  #signingTime(): number {
    const now = this.#nowSeconds();
    return now - (now % SIGNING_INTERVAL_SECONDS);
  }
}

// Entries leave at full hours, so that all nodes make the same bytes.
function fullHour(nowSeconds: number): number {
  return nowSeconds - (nowSeconds % HOUR_SECONDS);
}
