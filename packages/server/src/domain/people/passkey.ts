/** A WebAuthn credential of a user. */
export interface Passkey {
  /** The credential id, base64url. */
  readonly id: string;
  readonly userId: string;
  /** COSE. */
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly name: string;
  /** Whether the user's devices share it. */
  readonly isSynced: boolean;
  readonly createdAt: number;
  readonly lastUsedAt: number | undefined;
}

/** Of one user: more only make the browser's list long. */
export const PASSKEYS_PER_USER_MAX = 20;
