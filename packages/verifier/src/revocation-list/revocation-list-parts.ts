import { createHash } from "node:crypto";
import { boundedGet, type Fetch } from "../bounded-get.ts";
import { isSafeUrl } from "../safe-url.ts";
import { PART_URI_PLACEHOLDER, type RevocationListClaims, type RevocationListPart } from "./revocation-list-claims.ts";
import { RECORD_BYTES } from "./revocation-record.ts";

export interface PartSource {
  /** The address of the head, which relative part addresses are resolved against. */
  readonly uri: string;
  readonly allowInsecureHttp: boolean;
  readonly fetch: Fetch | undefined;
}

// Four million revocations of 24 bytes: beyond, something is wrong with the list, and a follower's memory must have a limit.
const LIST_BYTES_MAX = 96 * 1024 * 1024;
const PART_TIMEOUT_MILLISECONDS = 30_000;

/**
 * The records of the parts that a follower at sequence number `since` lacks, one part at a time. Bytes that do not have the digest that
 * the signed head gives are refused, wherever they came from.
 *
 * @throws Error with a constant message.
 */
export async function* fetchRevocationParts(
  claims: RevocationListClaims,
  since: number,
  source: PartSource,
): AsyncGenerator<Uint8Array> {
  const missing = claims.parts.filter((part) => part.seq > since);
  const bytes = missing.reduce((sum, part) => sum + ("bytes" in part ? part.bytes : part.records.length), 0);
  if (bytes > LIST_BYTES_MAX) throw new Error("the list is too large");
  for (const part of missing) {
    const records = "records" in part ? Buffer.from(part.records, "base64url") : await fetchPart(part, claims, source);
    if (records.length % RECORD_BYTES !== 0) throw new Error("a part of the list is cut");
    yield records;
  }
}

async function fetchPart(
  part: Extract<RevocationListPart, { sha256: string }>,
  claims: RevocationListClaims,
  source: PartSource,
): Promise<Uint8Array> {
  const path = claims.part_uri?.replaceAll(PART_URI_PLACEHOLDER, part.sha256) ?? "";
  const url = URL.canParse(path, source.uri) ? new URL(path, source.uri).href : "";
  if (!isSafeUrl(url, source.allowInsecureHttp)) throw new Error("a part of the list has no usable address");
  const limits = { bytesMax: part.bytes, timeoutMilliseconds: PART_TIMEOUT_MILLISECONDS };
  const answer = await boundedGet(source.fetch, url, { accept: "application/octet-stream" }, limits);
  if (answer.status !== 200) throw new Error(`a part of the list answers ${answer.status}`);
  const digest = createHash("sha256").update(answer.body).digest("base64url");
  if (digest !== part.sha256) throw new Error("a part of the list has another digest");
  return answer.body;
}
