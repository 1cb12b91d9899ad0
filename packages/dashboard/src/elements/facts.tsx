import { Paper, SimpleGrid, Text } from "@mantine/core";
import type { ReactNode } from "react";

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  /** A sentence below the value. */
  readonly note?: ReactNode;
}

/** What is to be known at a glance, side by side. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <Paper p="lg">
      <SimpleGrid component="dl" cols={{ base: 2, md: Math.min(4, facts.length) }} spacing="lg" m={0}>
        {facts.map(({ name, value, note }) => (
          <div key={name}>
            <Text component="dt" size="xs" c="dimmed">
              {name}
            </Text>
            <Text component="dd" m={0} fw={550} style={{ overflowWrap: "anywhere" }}>
              {value}
            </Text>
            {note !== undefined && (
              <Text component="dd" m={0} size="xs" c="dimmed">
                {note}
              </Text>
            )}
          </div>
        ))}
      </SimpleGrid>
    </Paper>
  );
}
