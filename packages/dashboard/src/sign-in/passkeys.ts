import type { AnswerOf } from "@celitech-auth/contract";
import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";
import { callApi } from "../api/call-api.ts";

type Ceremony = AnswerOf<"POST /sign-in/passkey/options">;
/** What the API takes to complete a ceremony. */
export interface CompletedCeremony {
  readonly ceremony: string;
  readonly response: Record<string, never>;
}

/** Passkeys need a browser that knows them, and a page whose address cannot be forged: https, or this machine. */
export function canUsePasskeys(): boolean {
  return window.isSecureContext && typeof window.PublicKeyCredential === "function";
}

/** Asks for a passkey and signs in with it. `isAutofill`: the browser offers it beside the e-mail field, and nothing else is asked. */
export async function signInWithPasskey({ isAutofill = false } = {}): Promise<void> {
  const { ceremony, options } = await callApi("POST /sign-in/passkey/options");
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  const response = await startAuthentication({ optionsJSON, useBrowserAutofill: isAutofill });
  await callApi("POST /sign-in/passkey", { body: completed(ceremony, response) });
}

/** Makes a passkey as the server asked for it. */
export async function createPasskey({ ceremony, options }: Ceremony): Promise<CompletedCeremony> {
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  return completed(ceremony, await startRegistration({ optionsJSON }));
}

function completed(ceremony: string, response: object): CompletedCeremony {
  return { ceremony, response: response as Record<string, never> };
}
