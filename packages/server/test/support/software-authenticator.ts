import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { encodeCbor } from "./encode-cbor.ts";

/** The part of the options of WebAuthn that matters here. */
export interface CeremonyOptions {
  readonly challenge: string;
  readonly rpId?: string;
  readonly rp?: { readonly id: string };
  readonly user?: { readonly id: string };
}

/** What makes a response differ from that of an honest browser. */
export interface Deviation {
  readonly origin?: string;
  readonly relyingPartyId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly isUserVerified?: boolean;
  readonly userHandle?: string;
  readonly counter?: number;
  /** Signs with a key that is not the passkey's. */
  readonly isForged?: boolean;
}

type Json = Record<string, unknown>;

const FLAGS = { userPresent: 0x01, userVerified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40 };
const ALGORITHM_ES256 = -7;

/**
 * An authenticator and the browser in front of it: one ES256 passkey, made and used as `navigator.credentials` would. It answers with the JSON
 * that @simplewebauthn/browser sends.
 */
export class SoftwareAuthenticator {
  readonly credentialId: string;
  readonly #origin: string;
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #isSynced: boolean;
  #userHandle = "";
  #counter = 0;

  constructor(origin: string, { isSynced = false }: { readonly isSynced?: boolean } = {}) {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#origin = origin;
    this.#privateKey = privateKey;
    this.#publicKey = publicKey;
    this.#isSynced = isSynced;
    this.credentialId = randomBytes(32).toString("base64url");
  }

  /** `navigator.credentials.create`. */
  create(options: Json, deviation: Deviation = {}): Json {
    const { challenge, rp, user } = options as unknown as CeremonyOptions;
    this.#userHandle = user?.id ?? "";
    const clientData = this.#clientData("webauthn.create", challenge, deviation);
    const authenticatorData = Buffer.concat([
      this.#authenticatorData(rp?.id ?? "", deviation, FLAGS.attested),
      Buffer.alloc(16), // no AAGUID, as attestation "none" has it
      uint16(Buffer.from(this.credentialId, "base64url").length),
      Buffer.from(this.credentialId, "base64url"),
      this.#cosePublicKey(),
    ]);
    const attestationObject = encodeCbor(
      new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", authenticatorData],
      ]),
    );
    return this.#credential({
      clientDataJSON: clientData.toString("base64url"),
      attestationObject: attestationObject.toString("base64url"),
      transports: ["internal"],
    });
  }

  /** `navigator.credentials.get`. */
  get(options: Json, deviation: Deviation = {}): Json {
    const { challenge, rpId } = options as unknown as CeremonyOptions;
    this.#counter = deviation.counter ?? this.#counter + 1;
    const clientData = this.#clientData("webauthn.get", challenge, deviation);
    const authenticatorData = this.#authenticatorData(rpId ?? "", deviation, 0);
    const key = deviation.isForged ? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey : this.#privateKey;
    const signature = createSign("sha256").update(authenticatorData).update(sha256(clientData)).sign(key);
    return this.#credential({
      clientDataJSON: clientData.toString("base64url"),
      authenticatorData: authenticatorData.toString("base64url"),
      signature: signature.toString("base64url"),
      userHandle: deviation.userHandle ?? this.#userHandle,
    });
  }

  #credential(response: Json): Json {
    const id = this.credentialId;
    return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response };
  }

  #clientData(type: string, challenge: string, deviation: Deviation): Buffer {
    const { origin = this.#origin } = deviation;
    return Buffer.from(
      JSON.stringify({
        type: deviation.type ?? type,
        challenge: deviation.challenge ?? challenge,
        origin,
        crossOrigin: false,
      }),
    );
  }

  #authenticatorData(relyingPartyId: string, deviation: Deviation, more: number): Buffer {
    const flags =
      FLAGS.userPresent |
      (deviation.isUserVerified === false ? 0 : FLAGS.userVerified) |
      (this.#isSynced ? FLAGS.backupEligible | FLAGS.backedUp : 0) |
      more;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#counter);
    return Buffer.concat([sha256(deviation.relyingPartyId ?? relyingPartyId), Buffer.from([flags]), counter]);
  }

  // RFC 9052 §7: a key of two coordinates on P-256.
  #cosePublicKey(): Buffer {
    const { x = "", y = "" } = this.#publicKey.export({ format: "jwk" });
    return encodeCbor(
      new Map<number, unknown>([
        [1, 2],
        [3, ALGORITHM_ES256],
        [-1, 1],
        [-2, Buffer.from(x, "base64url")],
        [-3, Buffer.from(y, "base64url")],
      ]),
    );
  }
}

function sha256(data: string | Uint8Array): Buffer {
  return createHash("sha256").update(data).digest();
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
