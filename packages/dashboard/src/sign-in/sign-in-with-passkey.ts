import { callApi } from "../api/call-api.ts";
import { givePasskey } from "../passkeys/passkey-ceremonies.ts";

/** Asks for a passkey and signs in with it. `isAutofill`: the browser offers it beside the e-mail field, and nothing else is asked. */
export async function signInWithPasskey({ isAutofill = false } = {}): Promise<void> {
  const begun = await callApi("POST /sign-in/passkey/options");
  await callApi("POST /sign-in/passkey", { body: await givePasskey(begun, { isAutofill }) });
}
