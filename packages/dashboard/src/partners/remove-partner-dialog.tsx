import type { Organization } from "@celitech-auth/contract";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ApiProblem } from "../api/api-problem.ts";
import { refresh, useChange } from "../api/api-query.ts";
import { ConfirmDialog } from "../elements/confirm-dialog.tsx";
import { LinkButton } from "../elements/link-button.tsx";

interface Properties {
  readonly partner: Organization;
  readonly entityTag: string | undefined;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Removes a partner that has no clients; of one that has some it says what to do first. */
export function RemovePartnerDialog({ partner, entityTag, isOpen, onClose }: Properties) {
  const confirm = useRemoval({ partner, entityTag });
  const title = `Remove ${partner.name}`;
  if (partner.clients > 0)
    return (
      <Modal opened={isOpen} onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
        <Stack gap="md">
          <Text size="sm">
            {partner.name} has {partner.clients === 1 ? "a client" : `${partner.clients} clients`}. Delete{" "}
            {partner.clients === 1 ? "it" : "them"} first: then nothing stops working by surprise.
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <LinkButton to="/clients" search={{ organization: partner.id }}>
              See the clients
            </LinkButton>
          </Group>
        </Stack>
      </Modal>
    );
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      action="Remove the partner"
      isDangerous
      typedName={partner.name}
      onConfirm={confirm}
    >
      Its members see it no more, its open invitations and admin tokens end. The audit log keeps what was done. This
      cannot be undone.
    </ConfirmDialog>
  );
}

function useRemoval({ partner, entityTag }: Pick<Properties, "partner" | "entityTag">): () => Promise<void> {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const remove = useChange("DELETE /organizations/:organization_id", { refreshes: ["/admin-tokens"] });
  return async () => {
    try {
      await remove.mutateAsync({ params: { organization_id: partner.id }, ifMatch: entityTag });
    } catch (error) {
      // Based on what is there now, the next try can succeed.
      if (error instanceof ApiProblem && error.code === "changed_meanwhile") await refresh(queries, "/organizations");
      throw error;
    }
    // Not before the page of the partner is left: it would ask for what is gone.
    await navigate({ to: "/partners" });
    queries.removeQueries({ queryKey: ["organizations", partner.id] });
    await refresh(queries, "/organizations");
  };
}
