import { randomBytes } from "node:crypto";
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { type Change, type Problem, problem } from "../domain/administration/outcome.ts";
import type { Passkey } from "../domain/people/passkey.ts";
import type { TokenHasher } from "../domain/token-hasher.ts";
import { CEREMONY_MILLISECONDS, type Ceremony, openCeremony, sealCeremony } from "./ceremony-seal.ts";

/** What a browser is given to begin with. */
export interface BegunCeremony {
  readonly ceremony: string;
  readonly options: Record<string, JsonValue>;
}

type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** What a browser sends to complete it. */
export interface CeremonyResponse {
  readonly ceremony: string;
  readonly response: Readonly<Record<string, unknown>>;
}

/** Something that may be done with a passkey, and what it belongs to. */
export type CeremonySubject = Pick<Ceremony, "purpose" | "subject"> & { readonly now: number };

export interface NewPasskeyOwner {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly passkeys: readonly Pick<Passkey, "id" | "transports">[];
}

export type NewPasskey = Pick<Passkey, "id" | "userId" | "publicKey" | "counter" | "transports" | "isSynced">;
export type PasskeyUse = Pick<Passkey, "counter" | "isSynced">;

/** A response that was accepted, with the challenge that must be used up with what follows from it. */
export interface Completed<Result> {
  readonly challenge: string;
  readonly expiresAt: number;
  readonly result: Result;
}

const CHALLENGE_BYTES = 32;
const SERVICE_NAME = "celitech-auth";
/** COSE: EdDSA, ES256 and RS256, which is all that authenticators offer. Fixed, so that all nodes agree whatever their runtime can do. */
const ALGORITHMS = [-8, -7, -257];
const TRANSPORTS: ReadonlySet<string> = new Set(["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"]);

/** WebAuthn. Relying party id and origin are the configured public URL's, never what a request says (T18). */
export class PasskeyCeremonies {
  readonly #origin: string;
  readonly #relyingPartyId: string;
  readonly #hasher: TokenHasher;

  constructor(publicUrl: string, hasher: TokenHasher) {
    const { origin, hostname } = new URL(publicUrl);
    this.#origin = origin;
    this.#relyingPartyId = hostname;
    this.#hasher = hasher;
  }

  /** A passkey that lives in the authenticator, so that nobody has to type an e-mail address, and that asks for a PIN or a finger. */
  async beginRegistration(subject: CeremonySubject, owner: NewPasskeyOwner): Promise<BegunCeremony> {
    const challenge = randomBytes(CHALLENGE_BYTES);
    const options = await generateRegistrationOptions({
      rpName: SERVICE_NAME,
      rpID: this.#relyingPartyId,
      userID: new TextEncoder().encode(owner.userId),
      userName: owner.email,
      userDisplayName: owner.name,
      challenge: new Uint8Array(challenge),
      timeout: CEREMONY_MILLISECONDS,
      attestationType: "none",
      excludeCredentials: owner.passkeys.map(({ id, transports }) => ({ id, transports: [...transports] })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      supportedAlgorithmIDs: ALGORITHMS,
    });
    return this.#begun(subject, owner.userId, options.challenge, options);
  }

  /** Without passkeys: the browser offers those that it has. */
  async beginAuthentication(
    subject: CeremonySubject,
    passkeys: readonly Pick<Passkey, "id" | "transports">[] = [],
  ): Promise<BegunCeremony> {
    const options = await generateAuthenticationOptions({
      rpID: this.#relyingPartyId,
      challenge: new Uint8Array(randomBytes(CHALLENGE_BYTES)),
      timeout: CEREMONY_MILLISECONDS,
      userVerification: "required",
      allowCredentials: passkeys.map(({ id, transports }) => ({ id, transports: [...transports] })),
    });
    return this.#begun(subject, "", options.challenge, options);
  }

  /** Undefined: the ceremony is none of this kind, took too long, or the response is not right. */
  async completeRegistration(
    subject: CeremonySubject,
    { ceremony, response }: CeremonyResponse,
  ): Promise<Completed<NewPasskey> | undefined> {
    const opened = openCeremony(ceremony, subject, this.#hasher);
    if (opened === undefined) return undefined;
    const verified = await orUndefined(() =>
      verifyRegistrationResponse({
        response: response as unknown as RegistrationResponseJSON,
        expectedChallenge: opened.challenge,
        expectedOrigin: this.#origin,
        expectedRPID: this.#relyingPartyId,
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      }),
    );
    if (verified?.verified !== true) return undefined;
    const { credential, credentialBackedUp } = verified.registrationInfo;
    return this.#completed(opened, {
      id: credential.id,
      userId: opened.userId,
      publicKey: credential.publicKey,
      counter: credential.counter,
      transports: (credential.transports ?? []).filter((transport) => TRANSPORTS.has(transport)),
      isSynced: credentialBackedUp,
    });
  }

  async completeAuthentication(
    subject: CeremonySubject,
    { ceremony, response }: CeremonyResponse,
    passkey: Passkey,
  ): Promise<Completed<PasskeyUse> | undefined> {
    const opened = openCeremony(ceremony, subject, this.#hasher);
    if (opened === undefined) return undefined;
    const verified = await orUndefined(() =>
      verifyAuthenticationResponse({
        response: response as unknown as AuthenticationResponseJSON,
        expectedChallenge: opened.challenge,
        expectedOrigin: this.#origin,
        expectedRPID: this.#relyingPartyId,
        requireUserVerification: true,
        credential: { id: passkey.id, publicKey: new Uint8Array(passkey.publicKey), counter: passkey.counter },
      }),
    );
    if (verified?.verified !== true) return undefined;
    const { newCounter, credentialBackedUp } = verified.authenticationInfo;
    return this.#completed(opened, { counter: newCounter, isSynced: credentialBackedUp });
  }

  #begun(
    { purpose, subject, now }: CeremonySubject,
    userId: string,
    challenge: string,
    options: object,
  ): BegunCeremony {
    const begun: Ceremony = { purpose, subject, userId, challenge, expiresAt: now + CEREMONY_MILLISECONDS };
    // As JSON: what is undefined is left out.
    const plain = JSON.parse(JSON.stringify(options)) as BegunCeremony["options"];
    return { ceremony: sealCeremony(begun, this.#hasher), options: plain };
  }

  #completed<Result>({ challenge, expiresAt }: Ceremony, result: Result): Completed<Result> {
    return { challenge, expiresAt, result };
  }
}

/** Uses the challenge up, with what it was answered for; false: it was used before. */
export function claimCeremony(
  { transaction }: Pick<Change, "transaction">,
  { challenge, expiresAt }: Completed<unknown>,
): Promise<boolean> {
  return transaction.usedChallenges.claim(challenge, expiresAt);
}

/** The answer to a new passkey that is not what was asked for. */
export function passkeyRefused(): Problem {
  return problem("invalid", "The passkey was not accepted, or it took too long: begin again.", "response");
}

// WebAuthn allows 1,023 bytes.
const CREDENTIAL_ID = /^[A-Za-z0-9_-]{1,1364}$/;

/** The credential id that a browser's response names; empty: none that could be one. */
export function credentialIdOf({ response }: Pick<CeremonyResponse, "response">): string {
  const { id } = response;
  return typeof id === "string" && CREDENTIAL_ID.test(id) ? id : "";
}

/** The user that an authenticator says its passkey is of; undefined: it does not say. */
export function userHandleOf({ response }: Pick<CeremonyResponse, "response">): string | undefined {
  const { response: inner } = response;
  const handle = (inner as { userHandle?: unknown } | undefined)?.userHandle;
  return typeof handle === "string" && handle !== "" ? Buffer.from(handle, "base64url").toString() : undefined;
}

// The library throws for whatever is not as it should be, and a caller wrote all of it.
async function orUndefined<Result>(verify: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await verify();
  } catch {
    return undefined;
  }
}
