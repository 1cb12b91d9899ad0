import { decodeFormText, decodeUtf8 } from "./form.ts";

export type BasicCredentials =
  | {
      readonly kind: "basic";
      /** Form-decoded; ids hold only characters that form-encoding leaves alone, so that raw ids come out unchanged. */
      readonly clientId: string;
      readonly secretAsSent: string;
      readonly secretDecoded: string;
    }
  /** Not base64, no colon, no id, no secret, not UTF-8. */
  | { readonly kind: "malformed" }
  | { readonly kind: "other_scheme" }
  /** Two credentials joined by a comma, as a proxy folds two header lines into one. */
  | { readonly kind: "several" };

const SCHEME = /^basic(?: +|$)/i;
const BASE64_ALPHABET = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * `Basic` credentials, both as RFC 6749 §2.3.1 writes them (form-encoded, then base64) and raw, as CELITECH's document and `curl -u` do:
 * the secret is given both ways and whoever checks it tries both. Missing padding is accepted, the base64url alphabet is not.
 */
export function parseBasicCredentials(header: string): BasicCredentials {
  const match = SCHEME.exec(header);
  if (header.includes(",") && (match !== null || /,\s*basic /i.test(header))) return { kind: "several" };
  if (match === null) return { kind: "other_scheme" };
  const token = header.slice(match[0].length).trimEnd();
  if (!isBase64(token)) return { kind: "malformed" };
  const text = decodeUtf8(Buffer.from(token, "base64"));
  const colon = text?.indexOf(":") ?? -1;
  if (text === undefined || colon < 1) return { kind: "malformed" };
  const id = text.slice(0, colon);
  const secret = text.slice(colon + 1); // RFC 7617 §2: only the first colon separates
  if (secret === "") return { kind: "malformed" };
  return {
    kind: "basic",
    clientId: decodeFormText(id) ?? id,
    secretAsSent: secret,
    secretDecoded: decodeFormText(secret) ?? secret,
  };
}

// RFC 4648 §4, the padding left out or complete.
function isBase64(text: string): boolean {
  const rest = text.length % 4;
  return BASE64_ALPHABET.test(text) && (rest === 0 || (rest > 1 && !text.endsWith("=")));
}
