import { callApi } from "../api/call-api.ts";

/** Asks the browser for a new passkey, and adds it to the account. The library is loaded when it is needed. */
export async function addPasskey(name: string): Promise<void> {
  const { startRegistration } = await import("@simplewebauthn/browser");
  const { ceremony, options } = await callApi("POST /account/passkeys/options");
  const response = await startRegistration({ optionsJSON: options as never });
  await callApi("POST /account/passkeys", {
    body: { ceremony, response: response as never, name: name.trim() === "" ? null : name.trim() },
  });
}

/** The browser's words about a passkey that was not made say little. Undefined: it was something else. */
export function describePasskeyFailure(failure: unknown): string | undefined {
  const name = failure instanceof Error ? failure.name : "";
  switch (name) {
    case "NotAllowedError":
    case "AbortError":
      return "No passkey was made. Try again when you are ready.";
    case "InvalidStateError":
      return "This device holds a passkey for your account already. Use another device or security key.";
    case "NotSupportedError":
      return "This browser cannot make such a passkey.";
    default:
      return undefined;
  }
}

/** Passkeys need https or localhost. */
export function canMakePasskeys(): boolean {
  return window.isSecureContext && "PublicKeyCredential" in window;
}
