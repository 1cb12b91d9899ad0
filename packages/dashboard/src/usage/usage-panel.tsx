import type { Usage } from "@celitech-auth/contract";
import { Button, Group, Paper, SegmentedControl, Skeleton, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconChartBar, IconTable } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { apiQuery } from "../api/api-query.ts";
import { ErrorState } from "../elements/error-state.tsx";
import { UsageChart } from "./usage-chart.tsx";
import { parseUsageRange, USAGE_RANGES, type UsageRange } from "./usage-range.ts";
import { UsageTable } from "./usage-table.tsx";
import { UsageTotals } from "./usage-totals.tsx";

interface UsagePanelProps {
  /** Whose usage: nothing means everything that one may see. */
  readonly of: { readonly organization_id?: string | undefined; readonly client_id?: string | undefined };
  readonly range: UsageRange;
  readonly onRangeChange: (range: UsageRange) => void;
}

const REFRESH_MILLISECONDS = 60_000;

/** Tokens issued and denied over time: totals, a chart, and the same as a table. */
export function UsagePanel({ of, range, onRangeChange }: UsagePanelProps) {
  const [isTable, setTable] = useState(false);
  const { data, error, refetch } = useQuery({
    ...apiQuery("GET /usage", { query: { ...of, range } }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MILLISECONDS,
  });
  const spoken = USAGE_RANGES.find(({ value }) => value === range)?.spoken ?? range;
  if (data === undefined && error !== null) return <ErrorState error={error} onRetry={refetch} />;
  return (
    <Paper p="lg">
      <Stack gap="lg">
        <Group justify="space-between" align="flex-start">
          {data === undefined ? <Skeleton h={52} w={240} /> : <UsageTotals totals={data.totals} />}
          <Group gap="sm">
            <SegmentedControl
              aria-label="Range"
              data={USAGE_RANGES.map(({ value, label }) => ({ value, label }))}
              value={range}
              onChange={(value) => onRangeChange(parseUsageRange(value))}
            />
            <ViewToggle isTable={isTable} onToggle={() => setTable(!isTable)} />
          </Group>
        </Group>
        {data === undefined ? <Skeleton h={260} /> : <UsageView usage={data} isTable={isTable} spoken={spoken} />}
      </Stack>
    </Paper>
  );
}

function ViewToggle({ isTable, onToggle }: { readonly isTable: boolean; readonly onToggle: () => void }) {
  const Icon = isTable ? IconChartBar : IconTable;
  return (
    <Button variant="default" leftSection={<Icon size={16} aria-hidden />} onClick={onToggle}>
      {isTable ? "Show as chart" : "Show as table"}
    </Button>
  );
}

function UsageView({
  usage,
  isTable,
  spoken,
}: {
  readonly usage: Usage;
  readonly isTable: boolean;
  readonly spoken: string;
}) {
  const caption = `Tokens issued and denied in ${spoken}, in your time zone`;
  if (isTable) return <UsageTable usage={usage} caption={caption} />;
  const { issued, denied } = usage.totals;
  const label = `Bar chart: ${issued.toLocaleString("en")} tokens issued and ${denied.toLocaleString("en")} requests denied in ${spoken}.`;
  return (
    <div>
      <UsageChart usage={usage} label={label} />
      {issued + denied === 0 && (
        <Text c="dimmed" ta="center" size="sm">
          Nobody asked for a token in {spoken}.
        </Text>
      )}
      <VisuallyHidden>
        <UsageTable usage={usage} caption={caption} />
      </VisuallyHidden>
    </div>
  );
}
