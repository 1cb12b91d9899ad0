import { isUtf8 } from "node:buffer";

/** The segments of a compact JWS (RFC 7515 §7.1), still encoded, each canonical base64url: no padding, white space or stray bits (§2). */
export interface JwsSegments {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
  /** The text that is signed (§5.2): header and payload with the dot between them. */
  readonly signed: string;
}

const BASE64URL_SEGMENTS = /^[\w-]+\.[\w-]+\.[\w-]*$/;
// Of the last character of a segment only some bits count; the others must be 0, or two texts would stand for the same bytes.
const LAST_OF_TWO = "AQgw";
const LAST_OF_THREE = "AEIMQUYcgkosw048";
// Tokens are decoded into one buffer, which is read before anything else can be decoded; only lists can be longer.
const DECODED_BYTES_USUAL = 48 * 1024;
const decodingBuffer = Buffer.alloc(DECODED_BYTES_USUAL);

/** Takes a compact JWS apart. @returns undefined unless it has exactly three segments of canonical base64url, none but the last empty. */
export function splitCompactJws(text: string): JwsSegments | undefined {
  if (!BASE64URL_SEGMENTS.test(text)) return undefined;
  const firstDot = text.indexOf(".");
  const secondDot = text.indexOf(".", firstDot + 1);
  const header = text.slice(0, firstDot);
  const payload = text.slice(firstDot + 1, secondDot);
  const signature = text.slice(secondDot + 1);
  if (!isCanonicallyCut(header) || !isCanonicallyCut(payload) || !isCanonicallyCut(signature)) return undefined;
  return { header, payload, signature, signed: text.slice(0, secondDot) };
}

/**
 * Decodes a segment that is a JSON object. Of members that occur twice the last one counts, for every decision alike: it is parsed once
 * (RFC 7515 §4 permits this).
 *
 * @returns undefined when it is not a JSON object in UTF-8. Never throws.
 */
export function decodeObject(segment: string): Record<string, unknown> | undefined {
  const text = decodeText(segment);
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function decodeText(segment: string): string | undefined {
  const isUsual = segment.length <= DECODED_BYTES_USUAL;
  const buffer = isUsual ? decodingBuffer : Buffer.alloc(segment.length);
  const length = buffer.write(segment, "base64url");
  const text = buffer.toString("utf8", 0, length);
  // As many characters as bytes: all of them are ASCII.
  return text.length === length || isUtf8(buffer.subarray(0, length)) ? text : undefined;
}

function isCanonicallyCut(segment: string): boolean {
  const last = segment.at(-1) ?? "";
  switch (segment.length % 4) {
    case 0:
      return true;
    case 2:
      return LAST_OF_TWO.includes(last);
    case 3:
      return LAST_OF_THREE.includes(last);
    default:
      return false;
  }
}
