import { newRecoveryCode, RECOVERY_CODES, recoveryCodeText } from "../people/recovery-code.ts";
import { SecretText } from "../secret-text.ts";
import type { TokenHasher } from "../token-hasher.ts";
import { type Change, recordAudit } from "./outcome.ts";

export interface RecoveryCodes {
  readonly kind: "recovery_codes";
  /** To be shown once. */
  readonly codes: readonly SecretText[];
}

/** Codes to sign in with when the passkey is lost, in place of those that the user had. */
export async function renewRecoveryCodes(change: Change, userId: string, hasher: TokenHasher): Promise<RecoveryCodes> {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await change.transaction.recoveryCodes.replace(
    userId,
    codes.map((code) => hasher.hash("recovery_code", recoveryCodeText(userId, code))),
  );
  await recordAudit(change, "recovery_codes.renewed", userId, { details: { codes: codes.length } });
  return { kind: "recovery_codes", codes: codes.map((code) => new SecretText(code)) };
}
