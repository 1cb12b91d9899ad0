import type { Client, Resource } from "@celitech-auth/contract";
import { PAGE_SIZE_MAX } from "@celitech-auth/contract/limits";
import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiQuery, refresh } from "../../api/api-query.ts";
import { callApiTagged } from "../../api/call-api.ts";
import { CLIENT_REFRESHES } from "../../clients/client-query.ts";
import { choiceOf, differenceOf, type GrantChoice } from "../../clients/grant-choice.ts";
import { GrantPicker } from "../../clients/grant-picker.tsx";
import { ErrorState } from "../../elements/error-state.tsx";
import { LoadingRows } from "../../elements/loading-rows.tsx";
import { notify } from "../../elements/notify.ts";
import { ProblemAlert } from "../../elements/problem-alert.tsx";
import { mayIn, useSession } from "../../session/session.tsx";
import classes from "./client-page.module.css";

interface Properties {
  readonly client: Client;
  readonly entityTag: string | undefined;
}

/** Which APIs a client may call, and what it may do there. */
export function GrantsTab({ client, entityTag }: Properties) {
  const resources = useQuery(apiQuery("GET /resources", { query: { limit: PAGE_SIZE_MAX } }));
  if (resources.isPending) return <LoadingRows />;
  if (resources.isError) return <ErrorState error={resources.error} onRetry={() => resources.refetch()} />;
  return <GrantsForm client={client} entityTag={entityTag} resources={resources.data.items} />;
}

function GrantsForm({ client, entityTag, resources }: Properties & { readonly resources: readonly Resource[] }) {
  const session = useSession();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<GrantChoice>();
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const before = choiceOf(client);
  const choice = edited ?? before;
  const { put, removed } = differenceOf(before, choice);
  const isChanged = put.length + removed.length > 0;
  const mayChange = mayIn(session, client.organization_id, "developer");
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await saveGrants({ client, before: entityTag, put, removed });
      setEdited(undefined);
      await notify("APIs and scopes were saved");
    } catch (failure) {
      setError(failure);
    } finally {
      await refresh(queries, ...CLIENT_REFRESHES, "/resources");
      setBusy(false);
    }
  };
  return (
    <Paper className={classes["panel"]}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {client.kind === "resource_server"
            ? "Whose tokens it may introspect. Scopes make no difference."
            : "What the client may ask for. Tokens that it has already keep their scopes until they expire."}
        </Text>
        <GrantPicker resources={resources} choice={choice} onChange={setEdited} isReadOnly={!mayChange} />
        <ProblemAlert error={error} />
        {mayChange && (
          <Group justify="flex-end" gap="xs">
            <Button variant="default" disabled={!isChanged} onClick={() => setEdited(undefined)}>
              Undo
            </Button>
            <Button disabled={!isChanged} loading={isBusy} onClick={save}>
              Save
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}

interface Saved {
  readonly client: Client;
  readonly before: string | undefined;
  readonly put: readonly (readonly [string, readonly string[]])[];
  readonly removed: readonly string[];
}

/** One API after the other, each based on what the one before left. */
async function saveGrants({ client, before, put, removed }: Saved): Promise<void> {
  let ifMatch = before;
  for (const [id, scopes] of put) {
    const params = { client_id: client.id, resource_id: id };
    const old = client.grants.find((grant) => grant.resource_id === id);
    const defaults = old?.default_scopes.filter((scope) => scopes.includes(scope));
    const hadAll = old === undefined || old.default_scopes.length === old.scopes.length;
    const body = {
      scopes: [...scopes],
      ...(!hadAll && defaults !== undefined && { default_scopes: defaults }),
      ...(old !== undefined && { is_default: old.is_default }),
    };
    const changed = await callApiTagged("PUT /clients/:client_id/grants/:resource_id", { params, body, ifMatch });
    ifMatch = changed.entityTag;
  }
  for (const id of removed) {
    const params = { client_id: client.id, resource_id: id };
    const changed = await callApiTagged("DELETE /clients/:client_id/grants/:resource_id", { params, ifMatch });
    ifMatch = changed.entityTag;
  }
}
