import type { Usage } from "@celitech-auth/contract";
import { Group, Text } from "@mantine/core";
import classes from "./usage-chart.module.css";
import { UsageSwatch } from "./usage-swatch.tsx";

/** The sums of a range, which are the chart's legend as well. */
export function UsageTotals({ totals }: { readonly totals: Usage["totals"] }) {
  return (
    <Group gap="xl">
      <Total kind="issued" count={totals.issued} note={totals.issued === 1 ? "token issued" : "tokens issued"} />
      <Total kind="denied" count={totals.denied} note={`denied${shareOf(totals)}`} />
    </Group>
  );
}

function Total({ kind, count, note }: { kind: "issued" | "denied"; count: number; note: string }) {
  return (
    <div>
      <Text fz={26} fw={620} className={classes["number"] ?? ""}>
        {count.toLocaleString("en")}
      </Text>
      <Group gap={6} wrap="nowrap">
        <UsageSwatch kind={kind} />
        <Text size="sm" c="dimmed">
          {note}
        </Text>
      </Group>
    </div>
  );
}

function shareOf({ issued, denied }: Usage["totals"]): string {
  if (denied === 0) return "";
  const percent = (denied / (issued + denied)) * 100;
  return ` · ${percent < 0.1 ? "under 0.1" : percent.toFixed(1)} %`;
}
