import type { SignInDenial } from "../domain/people/denied-sign-ins.ts";
import type { AdminParts } from "./admin-parts.ts";
import {
  type CeremonyResponse,
  type CeremonySubject,
  type Completed,
  credentialIdOf,
  type PasskeyUse,
  userHandleOf,
} from "./passkey-ceremonies.ts";

/** Someone has shown that a passkey is theirs. The challenge is still to be used up, in the transaction of what follows. */
export interface PasskeyProof {
  readonly kind: "proven";
  readonly userId: string;
  readonly passkeyId: string;
  readonly completed: Completed<PasskeyUse>;
}

export interface PasskeyRefusal {
  readonly kind: "refused";
  readonly reason: SignInDenial;
  readonly userId: string | undefined;
}

/** Checks a browser's response to a ceremony that was begun for this. `ofUser`: whose passkey it must be. */
export async function provePasskey(
  { people, passkeys }: Pick<AdminParts, "people" | "passkeys">,
  subject: CeremonySubject,
  response: CeremonyResponse,
  ofUser?: string,
): Promise<PasskeyProof | PasskeyRefusal> {
  const passkey = await people.passkeys.find(credentialIdOf(response));
  if (passkey === undefined || (ofUser !== undefined && passkey.userId !== ofUser))
    return { kind: "refused", reason: "unknown_passkey", userId: ofUser };
  const { userId, id: passkeyId } = passkey;
  const handle = userHandleOf(response);
  const isOwn = handle === undefined || handle === userId;
  const completed = isOwn ? await passkeys.completeAuthentication(subject, response, passkey) : undefined;
  return completed === undefined
    ? { kind: "refused", reason: "passkey_refused", userId }
    : { kind: "proven", userId, passkeyId, completed };
}
