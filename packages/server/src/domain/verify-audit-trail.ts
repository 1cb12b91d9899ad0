import { type AuditEntry, type AuditSeal, CHAIN_START, type ChainPlace } from "./audit-seal.ts";

export interface StoredEntry extends AuditEntry {
  readonly mac: string;
}

export interface SealedPlace extends ChainPlace {
  readonly seal: string;
}

/** What the trail is checked by. */
export interface AuditTrailReader {
  /** `head`: the last entry; `anchor`: the last one that was pruned. */
  findEnd(end: "head" | "anchor"): Promise<SealedPlace | undefined>;
  /** The highest sequence that is stored, 0 for none. */
  lastSequence(): Promise<number>;
  /** In order, those above `after` and up to `last`. */
  listEntries(range: {
    readonly after: number;
    readonly last: number;
    readonly limit: number;
  }): Promise<readonly StoredEntry[]>;
  /** Entries from before the chain, which prove nothing. */
  countUnsealed(): Promise<number>;
}

export type AuditTrailVerdict = IntactTrail | BrokenTrail;

export interface IntactTrail {
  readonly kind: "intact";
  /** How many entries were checked. */
  readonly entries: number;
  readonly unsealed: number;
  readonly head: ChainPlace;
  /** The last one that was pruned; sequence 0: none was. */
  readonly anchor: ChainPlace;
}

export interface BrokenTrail {
  readonly kind: "broken";
  readonly finding: AuditFinding;
  /** The first entry that cannot be trusted. */
  readonly sequence: number;
  readonly message: string;
}

export type AuditFinding =
  | "entry_altered"
  | "entries_missing"
  | "end_missing"
  | "head_missing"
  | "head_altered"
  | "anchor_altered"
  | "head_differs"
  | "head_pruned";

const BATCH_ENTRIES = 1_000;

interface Verification {
  readonly trail: AuditTrailReader;
  readonly seal: AuditSeal;
  /** A head that was kept elsewhere, such as in the log. */
  readonly expected: ChainPlace | undefined;
}

/** Checks the whole trail, in batches; the server may go on writing meanwhile. */
export async function verifyAuditTrail(verification: Verification): Promise<AuditTrailVerdict> {
  const { trail, seal, expected } = verification;
  // What is stored is read before the head: the head is at it or beyond it.
  const last = await trail.lastSequence();
  const head = await trail.findEnd("head");
  if (head === undefined) return broken("head_missing", last + 1, "the row that says where the trail ends is missing");
  if (head.seal !== seal.endMac("head", head))
    return broken("head_altered", last + 1, "the row that says where the trail ends was not written by this service");
  const checked = await checkEntries(verification, head);
  if (checked.kind === "broken") return checked;
  if (last > head.sequence)
    return broken("head_altered", head.sequence + 1, "there are entries beyond where the trail ends");
  const { anchor, place, entries, hasExpected } = checked;
  if (place.sequence < head.sequence)
    return broken("end_missing", place.sequence + 1, `the entries up to ${head.sequence} are missing`);
  if (place.mac !== head.mac) return broken("head_altered", head.sequence, "the last entry is not the one it was");
  if (expected !== undefined && !hasExpected) return lackOf(expected, anchor, place);
  return { kind: "intact", entries, unsealed: await trail.countUnsealed(), head, anchor };
}

interface CheckedEntries {
  readonly kind: "checked";
  readonly anchor: ChainPlace;
  /** The last one that is there. */
  readonly place: ChainPlace;
  readonly entries: number;
  readonly hasExpected: boolean;
}

async function checkEntries(verification: Verification, head: ChainPlace): Promise<CheckedEntries | BrokenTrail> {
  const { trail, seal, expected } = verification;
  const anchor = await readAnchor(verification);
  if (anchor.kind === "broken") return anchor;
  let place: ChainPlace = anchor;
  let entries = 0;
  let hasExpected = expected !== undefined && isSame(expected, place);
  while (place.sequence < head.sequence) {
    const batch = await trail.listEntries({ after: place.sequence, last: head.sequence, limit: BATCH_ENTRIES });
    if (batch.length === 0) break;
    for (const entry of batch) {
      const problem = checkEntry(entry, place, anchor, seal);
      // Pruned while this was reading: it begins again where the trail begins now.
      if (problem?.finding === "entries_missing" && (await hasAnchorMoved(verification, anchor)))
        return checkEntries(verification, head);
      if (problem !== undefined) return problem;
      place = { sequence: entry.sequence, mac: entry.mac };
      entries += 1;
      hasExpected ||= expected !== undefined && isSame(expected, place);
    }
  }
  return { kind: "checked", anchor, place, entries, hasExpected };
}

type Anchor = ChainPlace & { readonly kind: "anchor" };

async function readAnchor({ trail, seal }: Verification): Promise<Anchor | BrokenTrail> {
  const stored = await trail.findEnd("anchor");
  if (stored === undefined) return { kind: "anchor", ...CHAIN_START };
  const { sequence, mac } = stored;
  if (stored.seal === seal.endMac("anchor", stored)) return { kind: "anchor", sequence, mac };
  return broken(
    "anchor_altered",
    1,
    "the row that says up to where the trail was pruned was not written by this service",
  );
}

async function hasAnchorMoved(verification: Verification, anchor: ChainPlace): Promise<boolean> {
  const now = await readAnchor(verification);
  return now.kind === "anchor" && now.sequence > anchor.sequence;
}

function checkEntry(
  entry: StoredEntry,
  previous: ChainPlace,
  anchor: ChainPlace,
  seal: AuditSeal,
): BrokenTrail | undefined {
  const expected = previous.sequence + 1;
  if (entry.sequence !== expected) {
    const missing =
      entry.sequence === expected + 1 ? `entry ${expected} is` : `entries ${expected} to ${entry.sequence - 1} are`;
    const isBeginning = previous.sequence === anchor.sequence;
    return broken(
      "entries_missing",
      expected,
      isBeginning ? `the beginning was cut off: ${missing} missing, and not pruned` : `${missing} missing`,
    );
  }
  if (entry.mac === seal.entryMac(entry, previous.mac)) return undefined;
  return broken("entry_altered", expected, `entry ${expected} was altered, or was not written by this service`);
}

// It is not among the entries: what was there is gone, or it was another trail.
function lackOf(expected: ChainPlace, anchor: ChainPlace, last: ChainPlace): BrokenTrail {
  if (expected.sequence < anchor.sequence)
    return broken("head_pruned", expected.sequence, "the given head is older than what is kept: give a newer one");
  if (expected.sequence > last.sequence)
    return broken(
      "end_missing",
      last.sequence + 1,
      `the entries up to ${expected.sequence}, the given head, are missing`,
    );
  return broken(
    "head_differs",
    expected.sequence,
    `entry ${expected.sequence} is not the one of the given head: the trail was replaced at or before it`,
  );
}

function broken(finding: AuditFinding, sequence: number, message: string): BrokenTrail {
  return { kind: "broken", finding, sequence, message };
}

function isSame(one: ChainPlace, other: ChainPlace): boolean {
  return one.sequence === other.sequence && one.mac === other.mac;
}
