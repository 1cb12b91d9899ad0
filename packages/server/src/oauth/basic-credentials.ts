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

/**
 * `Basic` credentials, both as RFC 6749 §2.3.1 writes them (form-encoded, then base64) and raw, as CELITECH's document and `curl -u` do:
 * the secret is given both ways and whoever checks it tries both. Missing padding is accepted, the base64url alphabet is not.
 */
export function parseBasicCredentials(header: string): BasicCredentials {
  const match = SCHEME.exec(header);
  if (header.includes(",") && (match !== null || /,\s*basic /i.test(header))) return { kind: "several" };
  if (match === null) return { kind: "other_scheme" };
  const bytes = decodeBase64(header.slice(match[0].length));
  const text = bytes === undefined ? undefined : decodeUtf8(bytes);
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

/** RFC 4648 §4, the padding left out or complete. */
function decodeBase64(text: string): Buffer | undefined {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const characters = text.length - padding;
  const isComplete = characters % 4 !== 1 && (padding === 0 || text.length % 4 === 0);
  if (!isComplete || text.includes("-") || text.includes("_")) return undefined;
  const bytes = Buffer.from(text, "base64"); // which leaves out what is not base64
  return bytes.length === Math.floor((characters * 3) / 4) ? bytes : undefined;
}
