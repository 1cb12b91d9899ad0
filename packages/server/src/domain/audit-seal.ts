import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

/** An entry of the audit trail as it is stored. Objects are their JSON text, so that nothing is read or written anew to check them. */
export interface AuditEntry {
  /** From 1 on, without gaps, in the order of commits. */
  readonly sequence: number;
  readonly id: string;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subjectId: string;
  readonly organizationId: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly details: string;
}

/** A place in the chain: the entry with this sequence has this MAC. 0 and an empty MAC: the place before the first one. */
export interface ChainPlace {
  readonly sequence: number;
  readonly mac: string;
}

export const CHAIN_START: ChainPlace = { sequence: 0, mac: "" };

/** `SEQUENCE:MAC`, as the log has it. */
export function formatChainPlace({ sequence, mac }: ChainPlace): string {
  return `${sequence}:${mac}`;
}

/** What `formatChainPlace` wrote, or undefined. */
export function parseChainPlace(text: string): ChainPlace | undefined {
  const [, sequence, mac] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  return sequence === undefined || mac === undefined ? undefined : { sequence: Number(sequence), mac };
}

/**
 * HMAC-SHA-256 over entries and over the ends of the chain, each for its own purpose. The key comes to hand when the foundation is laid;
 * before that nothing can be sealed.
 */
export class AuditSeal {
  #key: KeyObject | undefined;

  use(key: Uint8Array): void {
    this.#key = createSecretKey(key);
  }

  /** Of an entry and the one before. */
  entryMac(entry: AuditEntry, previousMac: string): string {
    const { sequence, id, at, actor, action, subjectId, organizationId, address, userAgent } = entry;
    const who = [sequence, id, at, actor, action, subjectId, organizationId, address, userAgent];
    return this.#mac(["entry", ...who, entry.before, entry.after, entry.details, previousMac]);
  }

  /** Of the row that says where the chain ends, or up to where it was pruned: neither can be moved without the key. */
  endMac(end: "head" | "anchor", { sequence, mac }: ChainPlace): string {
    return this.#mac([end, sequence, mac]);
  }

  // A JSON array of texts, numbers and null has one form, and two different lists never have the same.
  #mac(fields: readonly (string | number | null)[]): string {
    if (this.#key === undefined) throw new Error("the key of the audit trail is not at hand");
    return createHmac("sha256", this.#key).update(JSON.stringify(fields)).digest("hex");
  }
}
