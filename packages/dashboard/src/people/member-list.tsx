import type { Member } from "@celitech-auth/contract";
import { Group, Paper } from "@mantine/core";
import { IconUserEdit, IconUserMinus, IconUsers } from "@tabler/icons-react";
import { useChange } from "../api/api-query.ts";
import { usePages } from "../api/use-pages.ts";
import { ConfirmDialog } from "../elements/confirm-dialog.tsx";
import { type Column, DataTable } from "../elements/data-table.tsx";
import { EmptyState } from "../elements/empty-state.tsx";
import { IconAction } from "../elements/icon-action.tsx";
import { PagedList } from "../elements/paged-list.tsx";
import { RelativeTime } from "../elements/relative-time.tsx";
import { StatusBadge } from "../elements/status-badge.tsx";
import { useDialog } from "../elements/use-dialog.ts";
import { useSession } from "../session/session.tsx";
import { ChangeRoleDialog } from "./change-role-dialog.tsx";
import { Person } from "./person.tsx";
import { labelRole } from "./roles.ts";

interface Properties {
  readonly organizationId: string;
  readonly canManage: boolean;
}

/** Who belongs to a partner; owners change roles and remove people. */
export function MemberList({ organizationId, canManage }: Properties) {
  const { user } = useSession();
  const members = usePages("GET /organizations/:organization_id/members", {
    params: { organization_id: organizationId },
  });
  const roleDialog = useDialog<Member>();
  const removal = useDialog<Member>();
  const columns: readonly Column<Member>[] = [
    { key: "name", header: "Name", cell: (one) => <Person {...one} isYou={one.user_id === user.id} /> },
    { key: "role", header: "Role", cell: ({ role }) => <RoleBadge role={role} /> },
    {
      key: "signed-in",
      header: "Last signed in",
      cell: ({ last_signed_in_at }) => <RelativeTime at={last_signed_in_at} />,
    },
    { key: "joined", header: "Joined", cell: ({ joined_at }) => <RelativeTime at={joined_at} /> },
    ...(canManage ? [actionColumn(roleDialog.open, removal.open)] : []),
  ];
  const empty = (
    <EmptyState icon={<IconUsers />} title="No members yet" text="Whoever uses an invitation appears here." />
  );
  return (
    <>
      <PagedList pages={members} empty={empty} rows={3}>
        {(items) => (
          <Paper>
            <DataTable caption="Members" columns={columns} rows={items} rowKey={({ user_id }) => user_id} />
          </Paper>
        )}
      </PagedList>
      <ChangeRoleDialog isOpen={roleDialog.isOpen} member={roleDialog.target} onClose={roleDialog.close} />
      <RemoveMemberDialog isOpen={removal.isOpen} member={removal.target} onClose={removal.close} />
    </>
  );
}

function actionColumn(onChangeRole: (member: Member) => void, onRemove: (member: Member) => void): Column<Member> {
  return {
    key: "actions",
    header: "",
    isNumber: true,
    cell: (member) => (
      <Group gap={4} justify="flex-end" wrap="nowrap">
        <IconAction
          label={`Change the role of ${member.name}`}
          icon={<IconUserEdit size={18} />}
          onClick={() => onChangeRole(member)}
        />
        <IconAction
          label={`Remove ${member.name}`}
          icon={<IconUserMinus size={18} />}
          isDangerous
          onClick={() => onRemove(member)}
        />
      </Group>
    ),
  };
}

function RoleBadge({ role }: Pick<Member, "role">) {
  return <StatusBadge tone={role === "owner" ? "info" : "quiet"}>{labelRole(role)}</StatusBadge>;
}

interface RemovalProperties {
  readonly isOpen: boolean;
  readonly member: Member | undefined;
  readonly onClose: () => void;
}

function RemoveMemberDialog({ isOpen, member, onClose }: RemovalProperties) {
  const remove = useChange("DELETE /organizations/:organization_id/members/:user_id", {
    refreshes: ["/organizations", "/session"],
  });
  const confirm = async () => {
    if (member === undefined) return;
    await remove.mutateAsync({ params: { organization_id: member.organization_id, user_id: member.user_id } });
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Remove ${member?.name ?? ""}`}
      action="Remove"
      isDangerous
      onConfirm={confirm}
    >
      They see nothing more of this partner, at once, wherever they are signed in. Clients and secrets that they made
      stay and go on working: rotate the secrets that they know. An invitation lets them come back.
    </ConfirmDialog>
  );
}
