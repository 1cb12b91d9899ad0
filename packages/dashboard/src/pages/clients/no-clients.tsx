import { Button, Stack, Text } from "@mantine/core";
import { IconKey, IconSearchOff } from "@tabler/icons-react";
import { CodeBlock } from "../../elements/code-block.tsx";
import { EmptyState } from "../../elements/empty-state.tsx";
import { LinkButton } from "../../elements/link-button.tsx";
import { mayAnywhere, useSession } from "../../session/session.tsx";

/** The line that does the same on the service's machine. */
export const CREATE_COMMAND = 'npx celitech-auth clients create --name "My application"';

interface Properties {
  /** There may be clients, but none that was searched for. */
  readonly isFiltered: boolean;
  readonly onClear: () => void;
}

/** In place of an empty list. */
export function NoClients({ isFiltered, onClear }: Properties) {
  if (isFiltered)
    return (
      <EmptyState
        icon={<IconSearchOff size={22} />}
        title="No client matches"
        text="The search looks at names, and at how ids begin."
      >
        <Button variant="default" onClick={onClear}>
          Clear search and filters
        </Button>
      </EmptyState>
    );
  return <FirstClient />;
}

function FirstClient() {
  const session = useSession();
  if (!mayAnywhere(session, "developer"))
    return (
      <EmptyState
        icon={<IconKey size={22} />}
        title="No clients yet"
        text="A developer or owner of your organization can create the first one."
      />
    );
  return (
    <EmptyState
      icon={<IconKey size={22} />}
      title="Create your first client"
      text="You get an id and a secret, see a token in the next minute, and have a snippet for your language."
    >
      <LinkButton to="/clients/new">Create your first client</LinkButton>
      {session.is_operator && (
        <Stack gap={6} w="100%" mt="md">
          <Text size="xs" c="dimmed" ta="center">
            Or on the machine of the service:
          </Text>
          <CodeBlock code={CREATE_COMMAND} what="command" />
        </Stack>
      )}
    </EmptyState>
  );
}
