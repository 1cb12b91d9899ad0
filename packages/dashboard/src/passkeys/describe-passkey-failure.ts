/** The browser's own words about a passkey that was not given or made say little. Undefined: it was something else. */
export function describePasskeyFailure(error: unknown): string | undefined {
  switch (error instanceof Error ? error.name : "") {
    case "NotAllowedError":
    case "AbortError":
      return "The browser gave no passkey: its dialog was closed, or it took too long. Try again, or choose another way.";
    case "InvalidStateError":
      return "This device has a passkey for this account already. Use that, or another device or security key.";
    case "NotSupportedError":
      return "This device cannot keep a passkey that this service accepts. Use another device, or a password.";
    case "SecurityError":
      return "The browser refuses passkeys at this address. Open the dashboard at the address that its operator gave you.";
    default:
      return undefined;
  }
}
