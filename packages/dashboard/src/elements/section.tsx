import { Box, Group, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface Properties {
  readonly title: string;
  /** Beside the title, such as a count. */
  readonly badge?: ReactNode;
  readonly description?: ReactNode;
  /** Buttons. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page under a heading of its own. */
export function Section({ title, badge, description, actions, children }: Properties) {
  const id = useId();
  return (
    <Box component="section" aria-labelledby={id} mb="xl">
      <Group justify="space-between" align="flex-end" gap="sm" mb="sm">
        <Box flex="1 1 16rem">
          <Group gap="xs">
            <Title order={2} id={id}>
              {title}
            </Title>
            {badge}
          </Group>
          {description !== undefined && (
            <Text component="div" size="sm" c="dimmed" mt={2} maw={720}>
              {description}
            </Text>
          )}
        </Box>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Box>
  );
}
