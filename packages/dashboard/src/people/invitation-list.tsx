import type { Invitation } from "@celitech-auth/contract";
import { Button, Paper, Text } from "@mantine/core";
import type { Pages } from "../api/use-pages.ts";
import { ConfirmDialog } from "../elements/confirm-dialog.tsx";
import { type Column, DataTable } from "../elements/data-table.tsx";
import { PagedList } from "../elements/paged-list.tsx";
import { RelativeTime } from "../elements/relative-time.tsx";
import { useDialog } from "../elements/use-dialog.ts";
import { nameActor } from "../text/name-actor.ts";
import { labelRole } from "./roles.ts";

interface Properties {
  readonly invitations: Pages<Invitation>;
  readonly onWithdraw: (invitation: Invitation) => Promise<unknown>;
}

/** Invitations whose link nobody has used yet. */
export function InvitationList({ invitations, onWithdraw }: Properties) {
  const withdrawal = useDialog<Invitation>();
  const columns: readonly Column<Invitation>[] = [
    { key: "for", header: "For", cell: ({ email }) => <Text size="sm">{email ?? "Whoever has the link"}</Text> },
    { key: "role", header: "Role", cell: ({ role }) => labelRole(role) },
    { key: "by", header: "Invited by", cell: ({ created_by }) => nameActor(created_by, "start") },
    { key: "until", header: "Link works until", cell: ({ expires_at }) => <RelativeTime at={expires_at} /> },
    {
      key: "actions",
      header: "",
      isNumber: true,
      cell: (invitation) => (
        <Button
          variant="default"
          size="xs"
          onClick={() => withdrawal.open(invitation)}
          aria-label={`Withdraw the invitation for ${invitation.email ?? "whoever has the link"}`}
        >
          Withdraw
        </Button>
      ),
    },
  ];
  const empty = (
    <Text size="sm" c="dimmed" p="md">
      No invitation is open.
    </Text>
  );
  return (
    <>
      <PagedList pages={invitations} empty={empty} rows={2}>
        {(items) => (
          <Paper>
            <DataTable caption="Open invitations" columns={columns} rows={items} rowKey={({ id }) => id} />
          </Paper>
        )}
      </PagedList>
      <ConfirmDialog
        isOpen={withdrawal.isOpen}
        onClose={withdrawal.close}
        title="Withdraw the invitation"
        action="Withdraw"
        isDangerous
        onConfirm={async () => {
          if (withdrawal.target !== undefined) await onWithdraw(withdrawal.target);
          withdrawal.close();
        }}
      >
        The link stops working at once. Whoever used it before stays.
      </ConfirmDialog>
    </>
  );
}
