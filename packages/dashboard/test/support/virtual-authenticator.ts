import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { Page } from "playwright-core";

export interface VirtualAuthenticator {
  /** How many passkeys it holds. */
  countPasskeys(): Promise<number>;
  /** Gives it a passkey for this site that the server has never seen. */
  addUnknownPasskey(): Promise<void>;
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
  return {
    countPasskeys: async () => (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length,
    async addUnknownPasskey() {
      await session.send("WebAuthn.addCredential", { authenticatorId, credential: unknownCredential() });
    },
  };
}

function unknownCredential() {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    credentialId: randomBytes(32).toString("base64"),
    isResidentCredential: true,
    rpId: "localhost",
    userHandle: Buffer.from("usr_nobody").toString("base64"),
    privateKey: privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
    signCount: 0,
  };
}
