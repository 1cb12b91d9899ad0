/** Longer ones say no more, and are the caller's to choose. */
export const USER_AGENT_CHARACTERS_MAX = 200;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROL = /[\x00-\x1F\x7F-\x9F]/g;

/** What is kept of a `User-Agent`: short and printable, whoever sent it. Empty where there is none. */
export function cleanUserAgent(text: string | undefined): string {
  if (text === undefined) return "";
  // Copied, since a part of a string keeps all of it in memory.
  if (text.length > USER_AGENT_CHARACTERS_MAX)
    return Buffer.from(text.slice(0, USER_AGENT_CHARACTERS_MAX)).toString().replace(CONTROL, "");
  return text.replace(CONTROL, "");
}
