import { Text, Tooltip } from "@mantine/core";
import { describeAbsolute, describeRelative } from "../time/describe-time.ts";
import { useNow } from "../time/use-now.ts";

interface Properties {
  /** RFC 3339; null: it never happened, or never will. */
  readonly at: string | null;
  /** Instead of "Never". */
  readonly never?: string;
}

/** "3 hours ago", with the time in UTC when it is pointed at or focused. */
export function RelativeTime({ at, never = "Never" }: Properties) {
  const now = useNow();
  if (at === null)
    return (
      <Text span inherit c="dimmed">
        {never}
      </Text>
    );
  const date = new Date(at);
  return (
    <Tooltip label={describeAbsolute(date)}>
      <Text span inherit style={{ whiteSpace: "nowrap" }}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the tooltip has to be reachable by keyboard too. */}
        <time dateTime={at} tabIndex={0}>
          {describeRelative(date, now)}
        </time>
      </Text>
    </Tooltip>
  );
}
