import { newIdentifier } from "../identifier.ts";
import { LINK_MILLISECONDS, type LinkPurpose, newLinkToken, type OneTimeLink } from "../people/one-time-link.ts";
import type { SecretText } from "../secret-text.ts";
import type { TokenHasher } from "../token-hasher.ts";
import { auditTime, type Change, type Problem, problem, recordAudit } from "./outcome.ts";

export interface LinkRequest {
  readonly purpose: LinkPurpose;
  readonly email?: string | undefined;
}

export interface CreatedLink {
  readonly kind: "link_created";
  readonly link: OneTimeLink;
  /** To be shown once, in a URL made by `linkUrl`. */
  readonly token: SecretText;
}

/**
 * Makes a one-time link and its audit event: `invitation.created` or `link.created`. A set-up link ends those before it, and is refused once
 * there is an operator: whoever has lost the way in needs a sign-in link then.
 */
export async function createOneTimeLink(
  change: Change,
  { purpose, email }: LinkRequest,
  hasher: TokenHasher,
): Promise<CreatedLink | Problem> {
  const { oneTimeLinks, users } = change.transaction;
  if (purpose.kind === "setup") {
    await change.transaction.serialize();
    if ((await users.countOperators()) > 0)
      return problem("conflict", "there is an operator already: a sign-in link lets one in again");
    await oneTimeLinks.deleteUnusedSetupLinks();
  }
  const token = newLinkToken();
  const link: OneTimeLink = {
    id: newIdentifier("lnk"),
    purpose,
    email,
    createdAt: change.now,
    createdBy: change.actor,
    expiresAt: change.now + LINK_MILLISECONDS[purpose.kind],
    usedAt: undefined,
  };
  await oneTimeLinks.insert(link, hasher.hash("one_time_link", token.reveal()));
  await recordCreation(change, link);
  return { kind: "link_created", link, token };
}

function recordCreation(change: Change, { id, purpose, email, expiresAt }: OneTimeLink): Promise<void> {
  const end = { expires_at: auditTime(expiresAt) };
  switch (purpose.kind) {
    case "setup":
      return recordAudit(change, "link.created", id, { details: { kind: "setup", ...end } });
    case "sign_in":
      return recordAudit(change, "link.created", id, {
        details: { kind: "sign_in", user: purpose.userId, ...end },
      });
    case "invitation":
      return recordAudit(change, "invitation.created", id, {
        organizationId: purpose.organizationId,
        after: { role: purpose.role ?? "operator", email: email ?? null, ...end },
      });
  }
}
