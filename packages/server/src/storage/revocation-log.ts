import { revocationUntilSeconds } from "@celitech-auth/verifier/revocation-list";
import type { Kysely, Selectable } from "kysely";
import type { ClientId } from "../domain/identifier.ts";
import type { RevocationReader, RevocationState } from "../domain/ports.ts";
import type { RecordedRevocation, RevokedSubject, TokenRevocation } from "../domain/revocation.ts";
import { KyselyResourceRepository } from "./resource-repository.ts";
import type { RevocationsTable, Schema } from "./schema.ts";

const SEQUENCE_ROW = 1;
/** More keys than are ever dropped in an emergency; the list takes no more. */
const REVOKED_KIDS_MAX = 100;
/** Rows of one statement: the database is locked for some milliseconds only. */
const PRUNED_ROWS_MAX = 5_000;
const ROWS_PER_STATEMENT = 500;

/** The log of what was taken back, in the order of commits. */
export class KyselyRevocationLog implements RevocationReader {
  readonly #reader: Kysely<Schema>;
  readonly #writer: Kysely<Schema>;

  constructor(reader: Kysely<Schema>, writer: Kysely<Schema>) {
    this.#reader = reader;
    this.#writer = writer;
  }

  // The number is read first: a key that is dropped in between is then told a moment early, and never late.
  async readState(): Promise<RevocationState> {
    const { sequence } = await this.#reader
      .selectFrom("revocation_sequence")
      .select("sequence")
      .where("id", "=", SEQUENCE_ROW)
      .executeTakeFirstOrThrow();
    const keys = await this.#reader
      .selectFrom("revocations")
      .select("subject_id")
      .where("kind", "=", "signing_key")
      .orderBy("sequence", "desc")
      .limit(REVOKED_KIDS_MAX)
      .execute();
    return { sequence, revokedKids: keys.map((row) => row.subject_id).reverse() };
  }

  async listAfter(since: number, until: number, limit: number): Promise<readonly RecordedRevocation[]> {
    const rows = await this.#reader
      .selectFrom("revocations")
      .selectAll()
      .where("sequence", ">", since)
      .where("sequence", "<=", until)
      .where("kind", "!=", "signing_key")
      .orderBy("sequence")
      .limit(limit)
      .execute();
    return rows.map(toRevocation);
  }

  async isTokenRevoked(tokenId: string, credentialId: string): Promise<boolean> {
    const found = await this.#reader
      .selectFrom("revocations")
      .select("sequence")
      .where((where) =>
        where.or([
          where.and([where("kind", "=", "token"), where("subject_id", "=", tokenId)]),
          where.and([where("kind", "=", "credential"), where("subject_id", "=", credentialId)]),
        ]),
      )
      .limit(1)
      .executeTakeFirst();
    return found !== undefined;
  }

  /** Drops what hits nothing any more; revocations of keys stay. Their numbers are not given out again. */
  async prune(beforeSeconds: number): Promise<void> {
    const expired = this.#writer
      .selectFrom("revocations")
      .select("sequence")
      .where("until_seconds", "<=", beforeSeconds)
      .limit(PRUNED_ROWS_MAX);
    for (let isMore = true; isMore; ) {
      const { numDeletedRows } = await this.#writer
        .deleteFrom("revocations")
        .where("sequence", "in", expired)
        .executeTakeFirstOrThrow();
      isMore = numDeletedRows >= PRUNED_ROWS_MAX;
    }
  }
}

/**
 * Appends under the lock of the change log, which the caller holds. Under it, too, it is read how long tokens may live: a longer lifetime
 * that is committed later reaches running servers after this revocation.
 */
export async function appendRevocations(
  transaction: Kysely<Schema>,
  subjects: readonly RevokedSubject[],
  now: number,
): Promise<void> {
  const times = await new KyselyResourceRepository(transaction).readLongestTimes();
  const untilSeconds = revocationUntilSeconds({ nowSeconds: now / 1_000, ...times });
  const { sequence: last } = await transaction
    .updateTable("revocation_sequence")
    .set((counter) => ({ sequence: counter("sequence", "+", subjects.length) }))
    .where("id", "=", SEQUENCE_ROW)
    .returning("sequence")
    .executeTakeFirstOrThrow();
  const first = last - subjects.length + 1;
  const rows = subjects.map((subject, index) => toRow(subject, first + index, untilSeconds));
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT)
    await transaction
      .insertInto("revocations")
      .values(rows.slice(start, start + ROWS_PER_STATEMENT))
      .execute();
}

// A thief signs tokens that live as long as the thief likes: a key's revocation never ends.
function toRow(subject: RevokedSubject, sequence: number, untilSeconds: number): Selectable<RevocationsTable> {
  const row = { sequence, kind: subject.kind, generations_below: null, until_seconds: untilSeconds };
  switch (subject.kind) {
    case "token":
      return { ...row, subject_id: subject.tokenId };
    case "credential":
      return { ...row, subject_id: subject.credentialId };
    case "client":
      return { ...row, subject_id: subject.clientId, generations_below: subject.generationsBelow };
    case "signing_key":
      return { ...row, subject_id: subject.kid, until_seconds: null };
  }
}

function toRevocation(row: Selectable<RevocationsTable>): RecordedRevocation {
  return { sequence: row.sequence, subject: toSubject(row), untilSeconds: row.until_seconds ?? 0 };
}

function toSubject({ kind, subject_id: id, generations_below }: Selectable<RevocationsTable>): TokenRevocation {
  switch (kind) {
    case "token":
      return { kind, tokenId: id };
    case "credential":
      return { kind, credentialId: id };
    case "client":
      return { kind, clientId: id as ClientId, generationsBelow: generations_below ?? 0 };
    default:
      throw new Error(`a revocation of an unknown kind is stored: ${kind}`);
  }
}
