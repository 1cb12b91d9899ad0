import type { Account } from "@celitech-auth/contract";
import { Badge, Button, Group, Paper, Text } from "@mantine/core";
import { IconFingerprint, IconPlus, IconTrash } from "@tabler/icons-react";
import { useChange } from "../api/api-query.ts";
import { ConfirmDialog } from "../elements/confirm-dialog.tsx";
import { type Column, DataTable } from "../elements/data-table.tsx";
import { EmptyState } from "../elements/empty-state.tsx";
import { IconAction } from "../elements/icon-action.tsx";
import { RelativeTime } from "../elements/relative-time.tsx";
import { Section } from "../elements/section.tsx";
import { useDialog } from "../elements/use-dialog.ts";
import { canUsePasskeys } from "../passkeys/can-use-passkeys.ts";
import { AddPasskeyDialog } from "./add-passkey-dialog.tsx";

type Passkey = Account["passkeys"][number];

/** The passkeys of the account. */
export function PasskeySection({ passkeys }: Pick<Account, "passkeys">) {
  const adding = useDialog();
  const removal = useDialog<Passkey>();
  const remove = useChange("DELETE /account/passkeys/:passkey_id", { refreshes: ["/account", "/session"] });
  const addButton = (
    <Button
      variant="default"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => adding.open(true)}
      disabled={!canUsePasskeys()}
    >
      Add a passkey
    </Button>
  );
  return (
    <Section
      title="Passkeys"
      description={
        canUsePasskeys()
          ? "The safest way to sign in. Have two, on different devices."
          : "Passkeys work on pages with https or on localhost. Open the dashboard there to add one."
      }
      actions={addButton}
    >
      <Paper>
        {passkeys.length === 0 ? (
          <EmptyState
            icon={<IconFingerprint />}
            title="No passkey yet"
            text="Add one to sign in with a fingerprint, a face or a security key."
          />
        ) : (
          <DataTable
            caption="Passkeys"
            columns={[...COLUMNS, actionColumn(removal.open)]}
            rows={passkeys}
            rowKey={({ id }) => id}
          />
        )}
      </Paper>
      <AddPasskeyDialog isOpen={adding.isOpen} onClose={adding.close} />
      <ConfirmDialog
        isOpen={removal.isOpen}
        onClose={removal.close}
        title={`Remove ${removal.target?.name ?? ""}`}
        action="Remove"
        isDangerous
        onConfirm={async () => {
          if (removal.target !== undefined) await remove.mutateAsync({ params: { passkey_id: removal.target.id } });
          removal.close();
        }}
      >
        It signs nobody in any more. Delete it on the device as well: it is of no use there. The last way to sign in
        cannot be removed.
      </ConfirmDialog>
    </Section>
  );
}

const COLUMNS: readonly Column<Passkey>[] = [
  {
    key: "name",
    header: "Name",
    cell: ({ name, is_synced }) => (
      <Group gap="xs">
        <Text span size="sm" fw={550}>
          {name}
        </Text>
        {is_synced && <Badge color="gray">synced</Badge>}
      </Group>
    ),
  },
  { key: "used", header: "Last used", cell: ({ last_used_at }) => <RelativeTime at={last_used_at} /> },
  { key: "added", header: "Added", cell: ({ created_at }) => <RelativeTime at={created_at} /> },
];

function actionColumn(onRemove: (passkey: Passkey) => void): Column<Passkey> {
  return {
    key: "actions",
    header: "",
    isNumber: true,
    cell: (passkey) => (
      <IconAction
        label={`Remove ${passkey.name}`}
        icon={<IconTrash size={18} />}
        isDangerous
        onClick={() => onRemove(passkey)}
      />
    ),
  };
}
