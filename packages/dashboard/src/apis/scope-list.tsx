import type { Resource } from "@celitech-auth/contract";
import { Button, Group, Paper, Text } from "@mantine/core";
import { IconPencil, IconPlus, IconTag, IconTrash } from "@tabler/icons-react";
import { useChange } from "../api/api-query.ts";
import { ConfirmDialog } from "../elements/confirm-dialog.tsx";
import { type Column, DataTable } from "../elements/data-table.tsx";
import { EmptyState } from "../elements/empty-state.tsx";
import { IconAction } from "../elements/icon-action.tsx";
import { Section } from "../elements/section.tsx";
import { StatusBadge } from "../elements/status-badge.tsx";
import { type DialogState, useDialog } from "../elements/use-dialog.ts";
import { type Scope, ScopeDialog } from "./scope-dialog.tsx";

interface Properties {
  readonly resource: Resource;
  readonly entityTag: string | undefined;
  readonly canEdit: boolean;
}

/** The scopes of an API. */
export function ScopeList({ resource, entityTag, canEdit }: Properties) {
  const editing = useDialog<Scope | undefined>();
  const removal = useDialog<Scope>();
  const columns = canEdit ? [...COLUMNS, actionColumn(editing.open, removal.open)] : COLUMNS;
  const addButton = (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => editing.open(undefined)}>
      Add a scope
    </Button>
  );
  return (
    <Section
      title="Scopes"
      description="What a token for this API can allow. A client gets no more than it was granted."
      actions={canEdit && addButton}
    >
      <Paper>
        {resource.scopes.length === 0 ? (
          <EmptyState
            icon={<IconTag />}
            title="No scopes yet"
            text="Without scopes every token for this API allows the same. Add scopes to tell reading from writing."
          />
        ) : (
          <DataTable caption="Scopes" columns={columns} rows={resource.scopes} rowKey={({ name }) => name} />
        )}
      </Paper>
      <ScopeDialog
        resource={resource}
        entityTag={entityTag}
        scope={editing.target}
        isOpen={editing.isOpen}
        onClose={editing.close}
      />
      <RemoveScopeDialog resource={resource} entityTag={entityTag} removal={removal} />
    </Section>
  );
}

const COLUMNS: readonly Column<Scope>[] = [
  {
    key: "name",
    header: "Name",
    cell: ({ name, is_restricted }) => (
      <Group gap="xs">
        <Text span ff="monospace" size="sm" fw={550} style={{ overflowWrap: "anywhere" }}>
          {name}
        </Text>
        {is_restricted && <StatusBadge tone="warning">Restricted</StatusBadge>}
      </Group>
    ),
  },
  {
    key: "description",
    header: "What it allows",
    cell: ({ description }) =>
      description === "" ? (
        <Text span size="sm" c="dimmed">
          Not described
        </Text>
      ) : (
        description
      ),
  },
  {
    key: "clients",
    header: "Clients",
    isNumber: true,
    cell: ({ clients }) => (clients === 0 ? "None" : clients.toLocaleString("en")),
  },
];

function actionColumn(onEdit: (scope: Scope) => void, onRemove: (scope: Scope) => void): Column<Scope> {
  return {
    key: "actions",
    header: "",
    isNumber: true,
    cell: (scope) => (
      <Group gap={4} justify="flex-end" wrap="nowrap">
        <IconAction label={`Edit ${scope.name}`} icon={<IconPencil size={18} />} onClick={() => onEdit(scope)} />
        <IconAction
          label={`Remove ${scope.name}`}
          icon={<IconTrash size={18} />}
          isDangerous
          onClick={() => onRemove(scope)}
        />
      </Group>
    ),
  };
}

interface RemovalProperties {
  readonly resource: Resource;
  readonly entityTag: string | undefined;
  readonly removal: DialogState<Scope>;
}

function RemoveScopeDialog({ resource, entityTag, removal }: RemovalProperties) {
  const remove = useChange("DELETE /resources/:resource_id/scopes/:scope", { refreshes: ["/resources"] });
  const { isOpen, target, close } = removal;
  const clients = target?.clients ?? 0;
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={close}
      title={`Remove ${target?.name ?? ""}`}
      action="Remove the scope"
      isDangerous
      onConfirm={async () => {
        if (target === undefined) return;
        await remove.mutateAsync({ params: { resource_id: resource.id, scope: target.name }, ifMatch: entityTag });
        close();
      }}
    >
      {clients === 0
        ? "No client may ask for it, so nothing stops working. A request that names it is refused from now on."
        : `${clients === 1 ? "A client" : `${clients} clients`} may ask for it, and the service refuses to remove it as long as that is so: take it from them first, on each client’s page.`}
    </ConfirmDialog>
  );
}
