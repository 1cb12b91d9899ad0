const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, map: 5 } as const;

/** The part of CBOR (RFC 8949) that an authenticator needs: whole numbers, text, bytes and maps. */
export function encodeCbor(value: unknown): Buffer {
  if (typeof value === "number") return value < 0 ? head(MAJOR.negative, -1 - value) : head(MAJOR.unsigned, value);
  if (typeof value === "string") return Buffer.concat([head(MAJOR.text, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(MAJOR.bytes, value.length), value]);
  if (value instanceof Map)
    return Buffer.concat([
      head(MAJOR.map, value.size),
      ...[...value].flatMap(([key, entry]) => [encodeCbor(key), encodeCbor(entry)]),
    ]);
  throw new TypeError(`no CBOR for a value of type ${typeof value}`);
}

// The type in three bits, and the number in the other five or in the bytes that follow.
function head(major: number, value: number): Buffer {
  const type = major << 5;
  if (value < 24) return Buffer.from([type | value]);
  if (value < 0x100) return Buffer.from([type | 24, value]);
  return Buffer.from([type | 25, value >> 8, value & 0xff]);
}
