import { randomInt } from "node:crypto";

export const RECOVERY_CODES = 10;
/** Crockford's base32: no letter looks like a digit. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 4;
const GROUP_CHARACTERS = 5;

/** Four groups of five characters: 100 bits. */
export function newRecoveryCode(): string {
  const group = () =>
    Array.from({ length: GROUP_CHARACTERS }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join("");
  return Array.from({ length: GROUPS }, group).join("-");
}

/** What is hashed of a code as people type it: without hyphens and spaces, small or capital, and with letters read as the digits they look like. */
export function normalizeRecoveryCode(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
}

/** What is stored: bound to the user, so that equal codes look different. */
export function recoveryCodeText(userId: string, code: string): string {
  return `${userId} ${normalizeRecoveryCode(code)}`;
}
