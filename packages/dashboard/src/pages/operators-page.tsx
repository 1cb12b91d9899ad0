import { Button } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useChange } from "../api/api-query.ts";
import { usePages } from "../api/use-pages.ts";
import { PageHeader } from "../elements/page-header.tsx";
import { Section } from "../elements/section.tsx";
import { useDialog } from "../elements/use-dialog.ts";
import { InvitationLinkDialog, type ShownInvitation } from "../people/invitation-link-dialog.tsx";
import { InvitationList } from "../people/invitation-list.tsx";
import { InviteOperatorDialog } from "../people/invite-operator-dialog.tsx";
import { OperatorList } from "../people/operator-list.tsx";

/** The people who run this service. */
export function OperatorsPage() {
  const invitation = useDialog();
  const link = useDialog<ShownInvitation>();
  const invitations = usePages("GET /operator-invitations");
  const withdraw = useChange("DELETE /operator-invitations/:invitation_id", { refreshes: ["/operator-invitations"] });
  const showLink = (shown: ShownInvitation) => {
    invitation.close();
    link.open(shown);
  };
  return (
    <>
      <PageHeader
        title="Operators"
        description="The people who run this service. They see every partner and may do everything that owners may."
        actions={
          <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => invitation.open(true)}>
            Invite an operator
          </Button>
        }
      />
      <Section title="Who they are">
        <OperatorList />
      </Section>
      <Section title="Open invitations">
        <InvitationList
          invitations={invitations}
          onWithdraw={({ id }) => withdraw.mutateAsync({ params: { invitation_id: id } })}
        />
      </Section>
      <InviteOperatorDialog isOpen={invitation.isOpen} onClose={invitation.close} onInvited={showLink} />
      <InvitationLinkDialog isOpen={link.isOpen} shown={link.target} onClose={link.close} />
    </>
  );
}
