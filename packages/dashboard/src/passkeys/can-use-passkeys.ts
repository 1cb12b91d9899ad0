/** Passkeys need a browser that knows them, and a page whose address cannot be forged: https, or this machine. */
export function canUsePasskeys(): boolean {
  return window.isSecureContext && typeof window.PublicKeyCredential === "function";
}
