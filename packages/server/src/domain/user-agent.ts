/** Longer ones say no more, and are the caller's to choose. */
export const USER_AGENT_CHARACTERS_MAX = 200;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROL = /[\x00-\x1F\x7F-\x9F]/g;

/** Secrets of ours and tokens, which people paste into wrong fields (T07). */
const SECRET = /celitech_(?!client_)[a-z]+_\w+|eyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g;

/** What is kept of a `User-Agent`: short and printable, whoever sent it. Empty where there is none. */
export function cleanUserAgent(text: string | undefined): string {
  if (text === undefined) return "";
  const kept = text.replace(CONTROL, "").replace(SECRET, "(removed)");
  // Copied, since a part of a string keeps all of it in memory.
  return kept.length > USER_AGENT_CHARACTERS_MAX
    ? Buffer.from(kept.slice(0, USER_AGENT_CHARACTERS_MAX)).toString()
    : kept;
}
