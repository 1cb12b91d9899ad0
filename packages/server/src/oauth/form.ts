import { isUtf8 } from "node:buffer";

/** More than any client sends; each costs a little, and a body of 16 KiB could hold thousands. */
export const PARAMETERS_MAX = 256;

export type Form =
  | { readonly kind: "form"; readonly parameters: ReadonlyMap<string, readonly string[]> }
  | { readonly kind: "malformed" }
  | { readonly kind: "too_many_parameters" };

/** Parses application/x-www-form-urlencoded (RFC 6749 Appendix B) strictly: what is not UTF-8 or not percent-encoded is refused. */
export function parseForm(body: Buffer): Form {
  const text = decodeUtf8(body);
  if (text === undefined) return { kind: "malformed" };
  const parameters = new Map<string, string[]>();
  if (text === "") return { kind: "form", parameters };
  const pairs = text.split("&", PARAMETERS_MAX + 1);
  if (pairs.length > PARAMETERS_MAX) return { kind: "too_many_parameters" };
  for (const pair of pairs) {
    if (pair === "") continue;
    const separator = pair.indexOf("=");
    const name = decodeFormText(separator < 0 ? pair : pair.slice(0, separator));
    const value = separator < 0 ? "" : decodeFormText(pair.slice(separator + 1));
    if (name === undefined || value === undefined) return { kind: "malformed" };
    const values = parameters.get(name);
    if (values === undefined) parameters.set(name, [value]);
    else values.push(value);
  }
  return { kind: "form", parameters };
}

/** One form-encoded name or value: `+` is a space, `%XX` a byte of UTF-8. Undefined when it is neither. */
export function decodeFormText(text: string): string | undefined {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return undefined;
  }
}

/** The text, or undefined when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}
