import type { Client } from "@celitech-auth/contract";
import { Group, Paper, Tabs, Text } from "@mantine/core";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { useClient } from "../../clients/client-query.ts";
import { ErrorState } from "../../elements/error-state.tsx";
import { Identifier } from "../../elements/identifier.tsx";
import { LinkText } from "../../elements/link-text.tsx";
import { LoadingRows } from "../../elements/loading-rows.tsx";
import { PageHeader } from "../../elements/page-header.tsx";
import { PageLoader } from "../../elements/page-loader.tsx";
import { Snippets } from "../../snippets/snippets.tsx";
import { TestPanel } from "../../test-panel/test-panel.tsx";
import { ClientStatus } from "../clients/client-columns.tsx";
import classes from "./client-page.module.css";
import { GrantsTab } from "./grants-tab.tsx";
import { SecretsTab } from "./secrets-tab.tsx";
import { SettingsTab } from "./settings-tab.tsx";

const ActivityTab = lazy(async () => {
  const { ActivityTab: component } = await import("./activity-tab.tsx");
  return { default: component };
});
const UsageTab = lazy(async () => {
  const { UsageTab: component } = await import("./usage-tab.tsx");
  return { default: component };
});

const TABS = [
  { value: "secrets", label: "Secrets" },
  { value: "access", label: "APIs & scopes" },
  { value: "test", label: "Test" },
  { value: "code", label: "Code" },
  { value: "activity", label: "Activity" },
  { value: "usage", label: "Usage" },
  { value: "settings", label: "Settings" },
] as const;
type Tab = (typeof TABS)[number]["value"];

/** An API that checks tokens gets none itself: there is nothing to test and no code. */
function tabsOf({ kind }: Client) {
  return kind === "resource_server" ? TABS.filter(({ value }) => value !== "test" && value !== "code") : TABS;
}

/** One client: its secrets, what it may do, whether it works, and who uses it. */
export function ClientPage() {
  const { clientId } = useParams({ from: "/clients/$clientId" });
  const client = useClient(clientId);
  if (client.data === undefined && client.isError)
    return <MissingClient error={client.error} onRetry={client.refetch} />;
  if (client.data === undefined) return <LoadingRows rows={8} />;
  return <LoadedClient client={client.data.answer} entityTag={client.data.entityTag} />;
}

function MissingClient({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => unknown }) {
  return (
    <>
      <PageHeader title="Client" trail={[{ label: "Clients", to: "/clients" }]} />
      <ErrorState error={error} onRetry={onRetry} />
    </>
  );
}

interface LoadedProperties {
  readonly client: Client;
  readonly entityTag: string | undefined;
}

function LoadedClient({ client, entityTag }: LoadedProperties) {
  const search = useSearch({ from: "/clients/$clientId" });
  const navigate = useNavigate({ from: "/clients/$clientId" });
  const tabs = tabsOf(client);
  const tab = tabs.find((one) => one.value === search.tab)?.value ?? "secrets";
  const chooseTab = (value: string | null) =>
    navigate({ search: { tab: value === null || value === "secrets" ? undefined : value } });
  return (
    <>
      <PageHeader
        title={client.name}
        trail={[{ label: "Clients", to: "/clients" }]}
        badge={<ClientStatus client={client} />}
        description={
          <Group gap="md">
            <Identifier value={client.id} what="client id" />
            <Organization client={client} />
            {client.kind === "resource_server" && (
              <Text size="sm" c="dimmed">
                An API that checks tokens, and gets none itself
              </Text>
            )}
          </Group>
        }
      />
      <Tabs value={tab} onChange={chooseTab} keepMounted={false}>
        <Tabs.List className={classes["tabs"]}>
          {tabs.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} pt="lg">
          <Suspense fallback={<PageLoader />}>
            <TabContent {...{ tab, client, entityTag }} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function Organization({ client }: { readonly client: Client }) {
  return (
    <LinkText to="/partners/$organizationId" params={{ organizationId: client.organization_id }} c="dimmed">
      {client.organization_name}
    </LinkText>
  );
}

interface TabProperties extends LoadedProperties {
  readonly tab: Tab;
}

function TabContent({ tab, client, entityTag }: TabProperties): ReactNode {
  const search = useSearch({ from: "/clients/$clientId" });
  const navigate = useNavigate({ from: "/clients/$clientId" });
  switch (tab) {
    case "secrets":
      return <SecretsTab client={client} />;
    case "access":
      return <GrantsTab client={client} entityTag={entityTag} />;
    case "test":
      return (
        <Paper className={classes["panel"]}>
          <TestPanel client={client} />
        </Paper>
      );
    case "code":
      return (
        <Paper className={classes["panel"]}>
          <Snippets
            client={client}
            language={search.language}
            onLanguage={(language) => navigate({ search: { tab, language }, replace: true })}
          />
        </Paper>
      );
    case "activity":
      return <ActivityTab client={client} />;
    case "usage":
      return <UsageTab client={client} />;
    case "settings":
      return <SettingsTab client={client} entityTag={entityTag} />;
  }
}
