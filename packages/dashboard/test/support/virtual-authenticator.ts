import type { Page } from "playwright-core";

export interface VirtualAuthenticator {
  /** How many passkeys it holds. */
  countPasskeys(): Promise<number>;
  /** Whether the next question for the person is answered with yes. */
  setUserVerified(isVerified: boolean): Promise<void>;
  /** Its passkeys, for an authenticator in another profile. */
  exportPasskeys(): Promise<readonly object[]>;
  importPasskeys(passkeys: readonly object[]): Promise<void>;
}

/** Gives the page a device that makes passkeys and asks nobody, over the DevTools protocol (WebAuthn §11). */
export async function addVirtualAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const read = async () => (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
  return {
    countPasskeys: async () => (await read()).length,
    setUserVerified: async (isUserVerified) => {
      await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
    },
    exportPasskeys: read,
    async importPasskeys(passkeys) {
      for (const credential of passkeys as Awaited<ReturnType<typeof read>>)
        await session.send("WebAuthn.addCredential", { authenticatorId, credential });
    },
  };
}
