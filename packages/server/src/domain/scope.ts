/** RFC 6749 §3.3: one or more of %x21 / %x23-5B / %x5D-7E. */
const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/;
/** Bytes of a whole scope value, so that a token stays below 4 KiB. */
export const SCOPE_CHARACTERS_MAX = 1_024;

/** `scope = scope-token *( SP scope-token )` (RFC 6749 §3.3) without duplicates, or undefined when the text is not that. */
export function parseScope(text: string): readonly string[] | undefined {
  if (text.length > SCOPE_CHARACTERS_MAX) return undefined;
  const tokens = text.split(" ");
  return tokens.every((token) => SCOPE_TOKEN.test(token)) ? [...new Set(tokens)] : undefined;
}

export function formatScope(tokens: readonly string[]): string {
  return tokens.join(" ");
}
