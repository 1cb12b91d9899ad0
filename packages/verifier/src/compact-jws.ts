import { isUtf8 } from "node:buffer";

/** The three parts of a compact JWS (RFC 7515 §7.1), decoded but not yet verified. */
export interface CompactJws {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Record<string, unknown>;
  readonly signature: Uint8Array;
  readonly signingInput: Uint8Array;
}

/**
 * Takes a compact JWS apart. Exactly three segments, each in canonical base64url (no padding, no stray bits), JSON objects in UTF-8. Of
 * members that occur twice the last one counts, for every decision alike: both objects are parsed once (RFC 7515 §4 permits this).
 *
 * @returns undefined when it is anything else. Never throws.
 */
export function parseCompactJws(text: string): CompactJws | undefined {
  const firstDot = text.indexOf(".");
  const secondDot = text.indexOf(".", firstDot + 1);
  if (firstDot <= 0 || secondDot < 0 || text.indexOf(".", secondDot + 1) >= 0) return undefined;
  const header = decodeObject(text.slice(0, firstDot));
  if (header === undefined) return undefined;
  const claims = decodeObject(text.slice(firstDot + 1, secondDot));
  const signature = decodeSegment(text.slice(secondDot + 1));
  if (claims === undefined || signature === undefined) return undefined;
  return { header, claims, signature, signingInput: Buffer.from(text.slice(0, secondDot), "latin1") };
}

function decodeObject(segment: string): Record<string, unknown> | undefined {
  const bytes = decodeSegment(segment);
  if (bytes === undefined || !isUtf8(bytes)) return undefined;
  try {
    const parsed: unknown = JSON.parse(bytes.toString());
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

// Node's decoder forgives padding, white space, the other alphabet and stray bits; encoding again shows whether it had to.
function decodeSegment(segment: string): Buffer | undefined {
  const bytes = Buffer.from(segment, "base64url");
  return bytes.toString("base64url") === segment ? bytes : undefined;
}
