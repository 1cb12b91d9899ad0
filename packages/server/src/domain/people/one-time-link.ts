import { newCheckedText } from "../checked-text.ts";
import { SecretText } from "../secret-text.ts";
import type { Role } from "./user.ts";

/** A link that does one thing once. Its token is stored as a hash alone. */
export interface OneTimeLink {
  readonly id: string;
  readonly purpose: LinkPurpose;
  /** For whom it is meant, where that is known; whoever has an invitation's link may use it. */
  readonly email: string | undefined;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number;
  readonly usedAt: number | undefined;
}

export type LinkPurpose =
  /** Makes the first operator. */
  | { readonly kind: "setup" }
  | InvitationPurpose
  /** Signs in one user. */
  | { readonly kind: "sign_in"; readonly userId: string };

/** Makes a member of an organization, or an operator where that is undefined. */
export type InvitationPurpose =
  | { readonly kind: "invitation"; readonly organizationId: string; readonly role: Role }
  | { readonly kind: "invitation"; readonly organizationId: undefined; readonly role: undefined };

const MINUTE_MILLISECONDS = 60_000;
export const LINK_MILLISECONDS: Readonly<Record<LinkPurpose["kind"], number>> = {
  setup: 60 * MINUTE_MILLISECONDS,
  invitation: 7 * 24 * 60 * MINUTE_MILLISECONDS,
  sign_in: 15 * MINUTE_MILLISECONDS,
};

const PATHS: Readonly<Record<LinkPurpose["kind"], string>> = {
  setup: "/setup",
  invitation: "/invitation",
  sign_in: "/sign-in-link",
};

const PREFIX = "celitech_link_";

/** A token of 256 random bits, in the form that scanners recognise. */
export function newLinkToken(): SecretText {
  return newCheckedText(PREFIX);
}

/** What to open. The token is in the fragment, which browsers send to nobody. */
export function linkUrl(publicUrl: string, kind: LinkPurpose["kind"], token: SecretText): SecretText {
  return new SecretText(`${publicUrl.replace(/\/$/, "")}${PATHS[kind]}#token=${token.reveal()}`);
}
