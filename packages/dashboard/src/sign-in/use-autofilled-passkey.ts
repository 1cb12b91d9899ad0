import { browserSupportsWebAuthnAutofill, WebAuthnAbortService } from "@simplewebauthn/browser";
import { useEffect } from "preact/hooks";
import { canUsePasskeys } from "../passkeys/can-use-passkeys.ts";
import { signInWithPasskey } from "./sign-in-with-passkey.ts";
import { targetUrl } from "./target-url.ts";

/** While the e-mail field is there, the browser offers passkeys in its list of suggestions; choosing one signs in. */
export function useAutofilledPasskey(): void {
  useEffect(() => {
    let isGone = false;
    const offer = async () => {
      if (!canUsePasskeys() || !(await browserSupportsWebAuthnAutofill()) || isGone) return;
      await signInWithPasskey({ isAutofill: true });
      location.replace(targetUrl("/"));
    };
    offer().catch(() => undefined); // nobody asked for it, and the form is there
    return () => {
      isGone = true;
      WebAuthnAbortService.cancelCeremony();
    };
  }, []);
}
