import { Badge, Group, Text } from "@mantine/core";

interface Properties {
  readonly name: string;
  readonly email: string;
  /** It is who looks at the page. */
  readonly isYou: boolean;
}

/** A person in a list. */
export function Person({ name, email, isYou }: Properties) {
  return (
    <div>
      <Group gap={6} wrap="nowrap">
        <Text size="sm" fw={550}>
          {name}
        </Text>
        {isYou && (
          <Badge size="sm" color="gray">
            you
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {email}
      </Text>
    </div>
  );
}
