import type { AnswerOf } from "@celitech-auth/contract";
import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";

/** What the API begins a ceremony with. */
type Ceremony = AnswerOf<"POST /sign-in/passkey/options">;

/** What the API takes to complete it. */
export interface CompletedCeremony {
  readonly ceremony: string;
  readonly response: Record<string, never>;
}

/** Makes a passkey as the server asked for it. Throws what `describePasskeyFailure` puts into words. */
export async function createPasskey({ ceremony, options }: Ceremony): Promise<CompletedCeremony> {
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  return completed(ceremony, await startRegistration({ optionsJSON }));
}

/** Asks for one of the passkeys that there are. `isAutofill`: the browser offers it beside the e-mail field, and nothing else is asked. */
export async function givePasskey(
  { ceremony, options }: Ceremony,
  { isAutofill = false } = {},
): Promise<CompletedCeremony> {
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  return completed(ceremony, await startAuthentication({ optionsJSON, useBrowserAutofill: isAutofill }));
}

function completed(ceremony: string, response: object): CompletedCeremony {
  return { ceremony, response: response as Record<string, never> };
}
