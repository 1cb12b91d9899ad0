import type { ServiceState } from "@celitech-auth/contract";
import { Paper } from "@mantine/core";
import { type Column, DataTable } from "../elements/data-table.tsx";
import { Identifier } from "../elements/identifier.tsx";
import { LinkButton } from "../elements/link-button.tsx";
import { RelativeTime } from "../elements/relative-time.tsx";
import { Section } from "../elements/section.tsx";

type ActiveKey = ServiceState["signing_keys"][number];

const COLUMNS: readonly Column<ActiveKey>[] = [
  { key: "algorithm", header: "Algorithm", cell: ({ algorithm }) => algorithm },
  { key: "kid", header: "Key id", cell: ({ kid }) => <Identifier value={kid} what="key id" /> },
  {
    key: "since",
    header: "Signs since",
    cell: ({ active_since }) => <RelativeTime at={active_since} never="Not yet" />,
  },
];

/** The keys that sign now. */
export function ServiceKeys({ keys }: { readonly keys: readonly ActiveKey[] }) {
  return (
    <Section
      title="Signing with"
      actions={
        <LinkButton variant="default" to="/signing-keys">
          All signing keys
        </LinkButton>
      }
    >
      <Paper>
        <DataTable caption="Keys that sign" columns={COLUMNS} rows={keys} rowKey={({ kid }) => kid} />
      </Paper>
    </Section>
  );
}
