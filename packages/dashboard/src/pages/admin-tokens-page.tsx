import type { AdminToken } from "@celitech-auth/contract";
import { Anchor, Button, Paper } from "@mantine/core";
import { IconPlus, IconRobot } from "@tabler/icons-react";
import { CreateTokenDialog } from "../admin-tokens/create-token-dialog.tsx";
import { NewTokenDialog } from "../admin-tokens/new-token-dialog.tsx";
import { tokenColumns } from "../admin-tokens/token-columns.tsx";
import { useChange } from "../api/api-query.ts";
import { usePages } from "../api/use-pages.ts";
import { ConfirmDialog } from "../elements/confirm-dialog.tsx";
import { DataTable } from "../elements/data-table.tsx";
import { EmptyState } from "../elements/empty-state.tsx";
import { LinkText } from "../elements/link-text.tsx";
import { PageHeader } from "../elements/page-header.tsx";
import { PagedList } from "../elements/paged-list.tsx";
import { useDialog } from "../elements/use-dialog.ts";
import { useCurrentOrganization } from "../session/current-organization.tsx";
import { mayAnywhere, useSession } from "../session/session.tsx";

/** Tokens with which programs call the admin API. */
export function AdminTokensPage() {
  const session = useSession();
  const { id } = useCurrentOrganization();
  const pages = usePages("GET /admin-tokens", { query: { organization_id: id ?? undefined } });
  const creating = useDialog();
  const created = useDialog<{ readonly token: string | null }>();
  const revocation = useDialog<AdminToken>();
  if (!mayAnywhere(session, "owner")) return <OwnersOnly />;
  const createButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => creating.open(true)}>
      Create a token
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Admin tokens"
        description={
          <>
            With these, programs do what you do here: create clients, rotate secrets, read the audit log. The{" "}
            <Anchor inherit td="underline" href="/api/docs">
              reference of the admin API
            </Anchor>{" "}
            has every route. They get no access to the APIs themselves.
          </>
        }
        actions={createButton}
      />
      <PagedList pages={pages} empty={<NoTokens onCreate={() => creating.open(true)} />} rows={3}>
        {(items) => (
          <Paper>
            <DataTable
              caption="Admin tokens"
              columns={tokenColumns(revocation.open)}
              rows={items}
              rowKey={(token) => token.id}
            />
          </Paper>
        )}
      </PagedList>
      <CreateTokenDialog
        isOpen={creating.isOpen}
        onClose={creating.close}
        onCreated={(token) => {
          creating.close();
          created.open({ token });
        }}
      />
      <NewTokenDialog isOpen={created.isOpen} token={created.target?.token} onClose={created.close} />
      <RevokeDialog token={revocation.target} isOpen={revocation.isOpen} onClose={revocation.close} />
    </>
  );
}

interface RevokeProps {
  readonly token: AdminToken | undefined;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function RevokeDialog({ token, isOpen, onClose }: RevokeProps) {
  const revoke = useChange("DELETE /admin-tokens/:admin_token_id", { refreshes: ["/admin-tokens"] });
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Revoke ${token?.name ?? ""}`}
      action="Revoke"
      isDangerous
      onConfirm={async () => {
        if (token !== undefined) await revoke.mutateAsync({ params: { admin_token_id: token.id } });
        onClose();
      }}
    >
      Programs that use it get 401 from the next request on. Clients and secrets that they made stay. This cannot be
      undone.
    </ConfirmDialog>
  );
}

function NoTokens({ onCreate }: { readonly onCreate: () => void }) {
  return (
    <EmptyState
      icon={<IconRobot />}
      title="No admin tokens"
      text="Create one when a program is to look after clients and secrets: Terraform, a rotation job, an export of the audit log."
    >
      <Button onClick={onCreate}>Create a token</Button>
    </EmptyState>
  );
}

function OwnersOnly() {
  return (
    <>
      <PageHeader title="Admin tokens" />
      <EmptyState
        icon={<IconRobot />}
        title="For owners"
        text={
          <>
            Owners of a partner make admin tokens. <LinkText to="/members">See who they are</LinkText>
          </>
        }
      />
    </>
  );
}
