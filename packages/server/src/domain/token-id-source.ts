import { randomFillSync } from "node:crypto";

const ID_BYTES = 16; // 128 bits: no two of 10^6 tokens, nor of 10^15, share an id (RFC 7519 §4.1.7)
const IDS_PER_FILL = 256;
const pool = Buffer.alloc(ID_BYTES * IDS_PER_FILL);
let used = pool.length;

/** A fresh `jti`. Random bytes are drawn many at a time: one call costs more than one token's worth of them. */
export function newTokenId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const id = pool.toString("base64url", used, used + ID_BYTES);
  used += ID_BYTES;
  return id;
}
