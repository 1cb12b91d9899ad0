import { SimpleGrid, Text } from "@mantine/core";
import { Section } from "../elements/section.tsx";
import { ROLES } from "./roles.ts";

/** What each role may do. */
export function RoleLegend() {
  return (
    <Section title="What the roles may do">
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="lg">
        {ROLES.map(({ value, label, description }) => (
          <div key={value}>
            <Text size="sm" fw={550}>
              {label}
            </Text>
            <Text size="sm" c="dimmed">
              {description}
            </Text>
          </div>
        ))}
      </SimpleGrid>
    </Section>
  );
}
