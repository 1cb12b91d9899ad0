import { isUtf8 } from "node:buffer";

/** The three segments of a compact JWS (RFC 7515 §7.1), still encoded. */
export interface JwsSegments {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

/** Takes a compact JWS apart at its dots. @returns undefined unless there are exactly three segments and the first is not empty. */
export function splitCompactJws(text: string): JwsSegments | undefined {
  const firstDot = text.indexOf(".");
  const secondDot = text.indexOf(".", firstDot + 1);
  if (firstDot <= 0 || secondDot < 0 || text.indexOf(".", secondDot + 1) >= 0) return undefined;
  return {
    header: text.slice(0, firstDot),
    payload: text.slice(firstDot + 1, secondDot),
    signature: text.slice(secondDot + 1),
  };
}

/** The bytes that are signed (RFC 7515 §5.2). */
export function signingInput(segments: JwsSegments): Uint8Array {
  return Buffer.from(`${segments.header}.${segments.payload}`, "latin1");
}

/**
 * Decodes a JSON object. Of members that occur twice the last one counts, for every decision alike: it is parsed once (RFC 7515 §4
 * permits this).
 *
 * @returns undefined when it is not canonical base64url of a JSON object in UTF-8. Never throws.
 */
export function decodeObject(segment: string): Record<string, unknown> | undefined {
  const bytes = decodeBytes(segment);
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

/** Decodes canonical base64url: no padding, no white space, no stray bits (RFC 7515 §2). @returns undefined for anything else. */
export function decodeBytes(segment: string): Buffer | undefined {
  // Node's decoder forgives all of that; encoding again shows whether it had to.
  const bytes = Buffer.from(segment, "base64url");
  return bytes.toString("base64url") === segment ? bytes : undefined;
}
