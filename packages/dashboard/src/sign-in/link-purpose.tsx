/** @jsxImportSource preact */
import type { OrganizationRole } from "@celitech-auth/contract";
import type { OneTimeLink } from "./one-time-link.ts";

const ROLES: Readonly<Record<OrganizationRole, string>> = {
  owner: "an owner, who also looks after members and admin tokens",
  developer: "a developer, who creates and rotates credentials",
  viewer: "a viewer, who sees everything and changes nothing",
};

/** What the link makes of whoever uses it. */
export function LinkPurpose({ link }: { readonly link: OneTimeLink }) {
  const { organization_name: organization, role, invited_by: inviter } = link;
  if (organization === null || role === null)
    return (
      <p class="lead">
        {inviter !== null && (
          <>
            <strong>{inviter}</strong> invites you.{" "}
          </>
        )}
        You become an operator of this service: you look after partners, APIs, signing keys and the audit log.
      </p>
    );
  if (inviter !== null)
    return (
      <p class="lead">
        <strong>{inviter}</strong> invites you to join <strong>{organization}</strong> as {ROLES[role]}.
      </p>
    );
  return (
    <p class="lead">
      You join <strong>{organization}</strong> as {ROLES[role]}.
    </p>
  );
}
