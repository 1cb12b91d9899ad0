import { Center, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface Properties {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: ReactNode;
  /** What to do about it. */
  readonly children?: ReactNode;
}

/** Where there is nothing yet: what would be here, and the button that makes the first one. */
export function EmptyState({ icon, title, text, children }: Properties) {
  return (
    <Center py={56} px="md">
      <Stack align="center" gap="sm" maw={520} w="100%">
        <ThemeIcon variant="light" size={44} radius="xl" color="gray" aria-hidden>
          {icon}
        </ThemeIcon>
        <Title order={2} ta="center">
          {title}
        </Title>
        <Text c="dimmed" size="sm" ta="center">
          {text}
        </Text>
        {children}
      </Stack>
    </Center>
  );
}
