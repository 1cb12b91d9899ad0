import { crc32 } from "node:zlib";
import { encodeBase62, randomBase62 } from "./base62.ts";
import { SecretText } from "./secret-text.ts";

const RANDOM_BITS = 256;
const CHECKSUM_CHARACTERS = 6;
/** 43 characters carry the bits. */
const AFTER_PREFIX = /^[A-Za-z0-9]{49}$/;

/** The prefix, 256 random bits in base62, and the CRC-32 of both, by which scanners recognise what has leaked. */
export function newCheckedText(prefix: string): SecretText {
  const body = prefix + randomBase62(RANDOM_BITS);
  return new SecretText(body + checksum(body));
}

/** Whether the text was made with this prefix: it says nothing about whether the text is known, or in force. */
export function isCheckedText(prefix: string, text: string): boolean {
  if (!text.startsWith(prefix) || !AFTER_PREFIX.test(text.slice(prefix.length))) return false;
  return checksum(text.slice(0, -CHECKSUM_CHARACTERS)) === text.slice(-CHECKSUM_CHARACTERS);
}

function checksum(body: string): string {
  return encodeBase62(BigInt(crc32(body)), CHECKSUM_CHARACTERS);
}
