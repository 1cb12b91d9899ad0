import { Alert, Button, Center, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { ApiProblem, describeError } from "../api/api-problem.ts";

interface Properties {
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** In the middle of an otherwise empty page. */
  readonly isWholePage?: boolean;
}

/** In place of what could not be loaded: what was wrong, and another try. */
export function ErrorState({ error, onRetry, isWholePage = false }: Properties) {
  const alert = (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} title={titleOf(error)} maw={640} w="100%">
      <Text size="sm">{describeError(error)}</Text>
      {error instanceof ApiProblem && error.requestId !== undefined && (
        <Text size="xs" mt={4} ff="monospace">
          Request {error.requestId}
        </Text>
      )}
      {onRetry !== undefined && (
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        </Group>
      )}
    </Alert>
  );
  return isWholePage ? (
    <Center mih="60vh" p="md">
      {alert}
    </Center>
  ) : (
    alert
  );
}

function titleOf(error: unknown): string {
  if (!(error instanceof ApiProblem)) return "This part of the page failed";
  switch (error.code) {
    case "not_found":
      return "Not found";
    case "forbidden":
      return "Your role does not allow this";
    case "unreachable":
    case "unavailable":
      return "The service cannot be reached";
    default:
      return "This could not be done";
  }
}
