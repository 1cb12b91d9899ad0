import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Random base62 text that carries at least `bits` bits, always of the same length for the same `bits` (43 characters for 256). */
export function randomBase62(bits: number): string {
  const value = BigInt(`0x${randomBytes(Math.ceil(bits / 8)).toString("hex")}`);
  return encodeBase62(value, Math.ceil(bits / Math.log2(ALPHABET.length)));
}

/** The number in base62, padded with zeros to `length` characters. */
export function encodeBase62(value: bigint, length: number): string {
  const base = BigInt(ALPHABET.length);
  let text = "";
  for (let rest = value; rest > 0n; rest /= base) text = ALPHABET.charAt(Number(rest % base)) + text;
  return text.padStart(length, ALPHABET.charAt(0));
}
