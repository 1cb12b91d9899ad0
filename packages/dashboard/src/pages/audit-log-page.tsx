import { Button, Menu } from "@mantine/core";
import { IconDownload, IconHistory } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { apiUrl } from "../api/call-api.ts";
import { usePages } from "../api/use-pages.ts";
import { AuditFilterBar } from "../audit-log/audit-filter-bar.tsx";
import { auditQuery, hasFilters, isTypingOn } from "../audit-log/audit-filters.ts";
import { EventList } from "../audit-log/event-list.tsx";
import { EmptyState } from "../elements/empty-state.tsx";
import { PageHeader } from "../elements/page-header.tsx";
import { PagedList } from "../elements/paged-list.tsx";
import { useCurrentOrganization } from "../session/current-organization.tsx";

const route = getRouteApi("/audit-log");

/** What was done, by whom, when and from where. */
export function AuditLogPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { id } = useCurrentOrganization();
  const query = auditQuery(search, id);
  const pages = usePages("GET /audit-events", { query });
  return (
    <>
      <PageHeader
        title="Audit log"
        description="What was done, by whom, when and from where. Entries are sealed one to the next: none can be changed or taken out unnoticed."
        actions={<ExportMenu query={query} />}
      />
      <AuditFilterBar
        search={search}
        onChange={(changed) =>
          navigate({
            search: { ...search, ...changed },
            replace: isTypingOn(search, changed),
            resetScroll: false,
          })
        }
        onClear={() => navigate({ search: {} })}
      />
      <PagedList pages={pages} empty={<NoEvents isFiltered={hasFilters(search)} />} moreLabel="Load older" rows={8}>
        {(events) => <EventList events={events} />}
      </PagedList>
    </>
  );
}

function ExportMenu({ query }: { readonly query: ReturnType<typeof auditQuery> }) {
  const href = (format: "csv" | "ndjson") => apiUrl("GET /audit-events/export", { query: { ...query, format } });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>What the filters leave, the oldest first</Menu.Label>
        <Menu.Item component="a" href={href("csv")} download>
          CSV, for spreadsheets
        </Menu.Item>
        <Menu.Item component="a" href={href("ndjson")} download>
          NDJSON, for programs
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function NoEvents({ isFiltered }: { readonly isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState icon={<IconHistory />} title="Nothing of this kind happened" text="Take a filter away to see more." />
  ) : (
    <EmptyState
      icon={<IconHistory />}
      title="Nothing happened yet"
      text="Every change to clients, secrets, members and APIs is written down here."
    />
  );
}
