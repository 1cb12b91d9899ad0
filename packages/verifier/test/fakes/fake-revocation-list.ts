import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  encodeRevocationPart,
  PART_URI_PLACEHOLDER,
  planRevocationParts,
  REVOCATION_LIST_MEDIA_TYPE,
  REVOCATION_LIST_TYPE,
  type RevocationListClaims,
  type RevocationSubject,
  revocationListClaims,
  revocationRecord,
} from "../../src/revocation-list/index.ts";
import { type SigningKey, signJws } from "./signing-key.ts";

/** The publisher's side, made of the functions that a real server uses. */
export class FakeRevocationList {
  readonly #issuer: string;
  key: SigningKey;
  /** What the head says instead of what it should. */
  claimChanges: Record<string, unknown> = {};
  headerChanges: Record<string, unknown> = {};
  revokedKids: string[] = [];
  lifetimeSeconds = 60;
  nowSeconds: () => number = () => Math.floor(Date.now() / 1000);
  /** Replaces the answer of the head. */
  override: ((response: ServerResponse, request: IncomingMessage) => void) | undefined;
  changePart: (records: Uint8Array) => Uint8Array = (records) => records;
  headRequests: IncomingMessage[] = [];
  readonly statuses: number[] = [];
  readonly partRequests: string[] = [];
  readonly #records: Uint8Array[] = [];
  readonly #parts = new Map<string, Uint8Array>();

  constructor(issuer: string, key: SigningKey) {
    this.#issuer = issuer;
    this.key = key;
  }

  revoke(subject: RevocationSubject, untilSeconds = this.nowSeconds() + 4000): void {
    this.#records.push(revocationRecord(this.#issuer, { ...subject, untilSeconds }));
  }

  claims(): RevocationListClaims {
    const nowSeconds = this.nowSeconds();
    const parts = planRevocationParts(this.#records.length).map(({ since, sequence }) =>
      encodeRevocationPart(sequence, this.#records.slice(since, sequence), nowSeconds),
    );
    for (const part of parts) this.#parts.set(part.sha256, part.records);
    return revocationListClaims({
      issuer: this.#issuer,
      sequence: this.#records.length,
      revokedKids: this.revokedKids,
      parts,
      partUri: `/revocations/${PART_URI_PLACEHOLDER}`,
      nowSeconds,
      lifetimeSeconds: this.lifetimeSeconds,
    });
  }

  head(): string {
    const header = { typ: REVOCATION_LIST_TYPE, ...this.headerChanges };
    return signJws(this.key, header, { ...this.claims(), ...this.claimChanges });
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const [, , sha256] = (request.url ?? "").split("/");
    if (sha256 !== undefined) this.#answerPart(sha256, response);
    else this.#answerHead(request, response);
  }

  #answerHead(request: IncomingMessage, response: ServerResponse): void {
    this.headRequests.push(request);
    if (this.override !== undefined) {
      this.override(response, request);
      return;
    }
    // The signature differs each time; the tag stands for what is signed, as a publisher keeps one signed head until something changes.
    const content = JSON.stringify([this.claims(), this.claimChanges, this.key.kid]);
    const etag = `"${createHash("sha256").update(content).digest("base64url")}"`;
    const status = request.headers["if-none-match"] === etag ? 304 : 200;
    this.statuses.push(status);
    response.writeHead(status, {
      "content-type": REVOCATION_LIST_MEDIA_TYPE,
      "cache-control": "public, max-age=1",
      etag,
    });
    response.end(status === 200 ? this.head() : undefined);
  }

  #answerPart(sha256: string, response: ServerResponse): void {
    this.partRequests.push(sha256);
    const records = this.#parts.get(sha256);
    if (records === undefined) response.writeHead(404).end();
    else
      response.writeHead(200, { "cache-control": "public, max-age=31536000, immutable" }).end(this.changePart(records));
  }
}
