import { Button } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useChange } from "../api/api-query.ts";
import { usePages } from "../api/use-pages.ts";
import { Section } from "../elements/section.tsx";
import { useDialog } from "../elements/use-dialog.ts";
import { InvitationLinkDialog, type ShownInvitation } from "./invitation-link-dialog.tsx";
import { InvitationList } from "./invitation-list.tsx";
import { InviteMemberDialog } from "./invite-member-dialog.tsx";
import { MemberList } from "./member-list.tsx";
import { RoleLegend } from "./role-legend.tsx";

interface Properties {
  readonly organizationId: string;
  readonly canManage: boolean;
}

/** Members and open invitations of a partner. */
export function MembersSection({ organizationId, canManage }: Properties) {
  const invitation = useDialog();
  const link = useDialog<ShownInvitation>();
  const showLink = (shown: ShownInvitation) => {
    invitation.close();
    link.open(shown);
  };
  return (
    <>
      <Section
        title="Members"
        actions={
          canManage && (
            <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => invitation.open(true)}>
              Invite a member
            </Button>
          )
        }
      >
        <MemberList organizationId={organizationId} canManage={canManage} />
      </Section>
      {canManage && <OpenInvitations organizationId={organizationId} />}
      <RoleLegend />
      <InviteMemberDialog
        organizationId={organizationId}
        isOpen={invitation.isOpen}
        onClose={invitation.close}
        onInvited={showLink}
      />
      <InvitationLinkDialog isOpen={link.isOpen} shown={link.target} onClose={link.close} />
    </>
  );
}

function OpenInvitations({ organizationId }: Pick<Properties, "organizationId">) {
  const params = { organization_id: organizationId };
  const invitations = usePages("GET /organizations/:organization_id/invitations", { params });
  const withdraw = useChange("DELETE /organizations/:organization_id/invitations/:invitation_id", {
    refreshes: ["/organizations"],
  });
  return (
    <Section title="Open invitations">
      <InvitationList
        invitations={invitations}
        onWithdraw={({ id }) => withdraw.mutateAsync({ params: { ...params, invitation_id: id } })}
      />
    </Section>
  );
}
