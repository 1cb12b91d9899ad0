import type { Operator } from "@celitech-auth/contract";
import { Paper } from "@mantine/core";
import { IconUserMinus } from "@tabler/icons-react";
import { useChange } from "../api/api-query.ts";
import { usePages } from "../api/use-pages.ts";
import { ConfirmDialog } from "../elements/confirm-dialog.tsx";
import { type Column, DataTable } from "../elements/data-table.tsx";
import { IconAction } from "../elements/icon-action.tsx";
import { PagedList } from "../elements/paged-list.tsx";
import { RelativeTime } from "../elements/relative-time.tsx";
import { useDialog } from "../elements/use-dialog.ts";
import { useSession } from "../session/session.tsx";
import { Person } from "./person.tsx";

/** Who runs this service. */
export function OperatorList() {
  const { user } = useSession();
  const operators = usePages("GET /operators");
  const remove = useChange("DELETE /operators/:user_id", { refreshes: ["/operators", "/session"] });
  const removal = useDialog<Operator>();
  const columns: readonly Column<Operator>[] = [
    { key: "name", header: "Name", cell: (one) => <Person {...one} isYou={one.user_id === user.id} /> },
    {
      key: "signed-in",
      header: "Last signed in",
      cell: ({ last_signed_in_at }) => <RelativeTime at={last_signed_in_at} />,
    },
    { key: "since", header: "Account since", cell: ({ created_at }) => <RelativeTime at={created_at} /> },
    {
      key: "actions",
      header: "",
      isNumber: true,
      cell: (operator) => (
        <IconAction
          label={`Take the operator’s role from ${operator.name}`}
          icon={<IconUserMinus size={18} />}
          isDangerous
          onClick={() => removal.open(operator)}
        />
      ),
    },
  ];
  return (
    <>
      <PagedList pages={operators} empty={null} rows={2}>
        {(items) => (
          <Paper>
            <DataTable caption="Operators" columns={columns} rows={items} rowKey={({ user_id }) => user_id} />
          </Paper>
        )}
      </PagedList>
      <ConfirmDialog
        isOpen={removal.isOpen}
        onClose={removal.close}
        title={`Take the operator’s role from ${removal.target?.name ?? ""}`}
        action="Take the role"
        isDangerous
        onConfirm={async () => {
          if (removal.target !== undefined) await remove.mutateAsync({ params: { user_id: removal.target.user_id } });
          removal.close();
        }}
      >
        They see no partners, keys and settings of the service any more, at once. Their account stays, and what they
        belong to as a member of a partner. Admin tokens that they made go on working: revoke those that they know.
      </ConfirmDialog>
    </>
  );
}
