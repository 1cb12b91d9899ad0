import { Box, Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { Trail, type TrailStep } from "./trail.tsx";

interface Properties {
  readonly title: string;
  /** Beside the title, such as a status. */
  readonly badge?: ReactNode;
  readonly description?: ReactNode;
  readonly trail?: readonly TrailStep[];
  /** Buttons. */
  readonly actions?: ReactNode;
}

/** The head of every page: where one is, what it is about, and what can be done. Sets the title of the tab. */
export function PageHeader({ title, badge, description, trail, actions }: Properties) {
  useEffect(() => {
    document.title = `${title} · CELITECH Auth`;
  }, [title]);
  return (
    <Stack gap={6} mb="lg">
      {trail !== undefined && <Trail steps={trail} here={title} />}
      <Group justify="space-between" align="flex-start" gap="sm">
        <Box miw={0} flex="1 1 16rem">
          <Group gap="sm">
            <Title order={1} style={{ overflowWrap: "anywhere" }}>
              {title}
            </Title>
            {badge}
          </Group>
          {description !== undefined && (
            <Text component="div" c="dimmed" size="sm" mt={4} maw={800}>
              {description}
            </Text>
          )}
        </Box>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
    </Stack>
  );
}
