import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

export interface TestCertificate {
  /** PEM. */
  readonly cert: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

/** A certificate for `localhost`, signed by itself, good for some years (RFC 5280 §4.1). Node can sign, and has nothing that writes one. */
export function createTestCertificate(): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(set(sequence(COMMON_NAME, der(0x0c, Buffer.from("localhost")))));
  const validity = sequence(der(0x17, Buffer.from("200101000000Z")), der(0x17, Buffer.from("490101000000Z")));
  const serial = der(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(15)]));
  const subjectKey = publicKey.export({ format: "der", type: "spki" });
  const subjectNames = sequence(der(0x82, Buffer.from("localhost")));
  const extensions = der(0xa3, sequence(sequence(SUBJECT_ALTERNATIVE_NAME, der(0x04, subjectNames))));
  const body = sequence(VERSION_3, serial, ECDSA_SHA256, name, validity, name, subjectKey, extensions);
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]));
  return {
    cert: pem("CERTIFICATE", sequence(body, ECDSA_SHA256, signature)),
    key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}

const VERSION_3 = der(0xa0, der(0x02, Buffer.from([2])));
const ECDSA_SHA256 = sequence(objectIdentifier("2a8648ce3d040302")); // 1.2.840.10045.4.3.2
const COMMON_NAME = objectIdentifier("550403"); // 2.5.4.3
const SUBJECT_ALTERNATIVE_NAME = objectIdentifier("551d11"); // 2.5.29.17

function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const head =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function set(...parts: readonly Uint8Array[]): Buffer {
  return der(0x31, Buffer.concat(parts));
}

function objectIdentifier(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
