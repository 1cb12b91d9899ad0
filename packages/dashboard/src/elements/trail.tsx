import { Breadcrumbs, Text } from "@mantine/core";
import { LinkText } from "./link-text.tsx";

export interface TrailStep {
  readonly label: string;
  readonly to: "/" | "/clients" | "/partners" | "/apis";
}

/** The way from the first page to this one. */
export function Trail({ steps, here }: { readonly steps: readonly TrailStep[]; readonly here: string }) {
  return (
    <nav aria-label="Breadcrumbs">
      <Breadcrumbs separatorMargin={6} fz="sm">
        {steps.map(({ label, to }) => (
          <LinkText key={to} to={to} c="dimmed">
            {label}
          </LinkText>
        ))}
        <Text size="sm" truncate maw={280} aria-current="page">
          {here}
        </Text>
      </Breadcrumbs>
    </nav>
  );
}
