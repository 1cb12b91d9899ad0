import type { Organization } from "@celitech-auth/contract";
import { NAME_CHARACTERS_MAX } from "@celitech-auth/contract/limits";
import { Button, Group, Paper, TextInput } from "@mantine/core";
import { IconBuilding, IconPlus } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useChange } from "../api/api-query.ts";
import { usePages } from "../api/use-pages.ts";
import { type Column, DataTable } from "../elements/data-table.tsx";
import { DebouncedSearch } from "../elements/debounced-search.tsx";
import { EmptyState } from "../elements/empty-state.tsx";
import { ChangeForm, FormDialog } from "../elements/form-dialog.tsx";
import { LinkText } from "../elements/link-text.tsx";
import { PageHeader } from "../elements/page-header.tsx";
import { PagedList } from "../elements/paged-list.tsx";
import { RelativeTime } from "../elements/relative-time.tsx";
import { useDialog } from "../elements/use-dialog.ts";
import { useFields } from "../elements/use-fields.ts";

const route = getRouteApi("/partners");

const COLUMNS: readonly Column<Organization>[] = [
  {
    key: "name",
    header: "Name",
    cell: ({ id, name }) => (
      <LinkText to="/partners/$organizationId" params={{ organizationId: id }} fw={550}>
        {name}
      </LinkText>
    ),
  },
  { key: "clients", header: "Clients", isNumber: true, cell: ({ clients }) => clients.toLocaleString("en") },
  { key: "members", header: "Members", isNumber: true, cell: ({ members }) => members.toLocaleString("en") },
  { key: "used", header: "Last used", cell: ({ last_used_at }) => <RelativeTime at={last_used_at} /> },
  { key: "since", header: "Partner since", cell: ({ created_at }) => <RelativeTime at={created_at} /> },
];

/** Every partner, for operators. */
export function PartnersPage() {
  const { search = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const pages = usePages("GET /organizations", { query: { search } });
  const adding = useDialog();
  const addButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => adding.open(true)}>
      Add a partner
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Partners"
        description="The companies that use your APIs. Each has clients and members of its own and sees nothing of the others."
        actions={addButton}
      />
      <Group mb="md">
        <DebouncedSearch
          label="Search by name"
          value={search}
          onSearch={(text) => navigate({ search: text === "" ? {} : { search: text }, replace: true })}
        />
      </Group>
      <PagedList pages={pages} empty={<NoPartners search={search} onAdd={() => adding.open(true)} />}>
        {(items) => (
          <Paper>
            <DataTable caption="Partners" columns={COLUMNS} rows={items} rowKey={({ id }) => id} />
          </Paper>
        )}
      </PagedList>
      <FormDialog isOpen={adding.isOpen} onClose={adding.close} title="Add a partner">
        <AddPartnerForm onClose={adding.close} />
      </FormDialog>
    </>
  );
}

function NoPartners({ search, onAdd }: { readonly search: string; readonly onAdd: () => void }) {
  if (search !== "")
    return (
      <EmptyState
        icon={<IconBuilding />}
        title={`No partner is called “${search}”`}
        text="Look for a part of the name, or add the partner."
      />
    );
  return (
    <EmptyState
      icon={<IconBuilding />}
      title="Add your first partner"
      text="A partner is a company with clients and members of its own. Its people then look after their credentials themselves."
    >
      <Button onClick={onAdd}>Add a partner</Button>
    </EmptyState>
  );
}

function AddPartnerForm({ onClose }: { readonly onClose: () => void }) {
  const navigate = route.useNavigate();
  const add = useChange("POST /organizations", { refreshes: ["/organizations"] });
  const { values, bind, setErrors, names } = useFields({ name: "" });
  const submit = async () => {
    const { id } = await add.mutateAsync({ body: { name: values.name } });
    onClose();
    await navigate({ to: "/partners/$organizationId", params: { organizationId: id } });
  };
  return (
    <ChangeForm action="Add" onCancel={onClose} onSubmit={submit} fields={names} onFieldErrors={setErrors}>
      <TextInput
        label="Name"
        description="As its people know it. You can change it later."
        {...bind("name")}
        maxLength={NAME_CHARACTERS_MAX}
        required
        data-autofocus
      />
    </ChangeForm>
  );
}
