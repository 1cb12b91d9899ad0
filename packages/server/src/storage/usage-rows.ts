import { DAY_MILLISECONDS, HOUR_MILLISECONDS, MINUTE_MILLISECONDS, startOf, type UsageCount } from "../domain/usage.ts";

/** The tables of counts, with the span that each of their rows is for. */
export const USAGE_SPANS = [
  { table: "usage_minutes", milliseconds: MINUTE_MILLISECONDS },
  { table: "usage_hours", milliseconds: HOUR_MILLISECONDS },
  { table: "usage_days", milliseconds: DAY_MILLISECONDS },
] as const;

type UsageRow = [clientId: string, secretId: string, at: number, issued: number, denied: number];

/**
 * The rows that counts add to, each once: one of each secret and span, and one of the client's organization, so that a chart of everything
 * adds up a few rows and not millions.
 */
export function usageRows(
  counts: readonly UsageCount[],
  spanMilliseconds: number,
  organizations: ReadonlyMap<string, string>,
): readonly UsageRow[] {
  const rows = new Map<string, UsageRow>();
  const add = (clientId: string, secretId: string, { minute, issued, denied }: UsageCount) => {
    const at = startOf(minute, spanMilliseconds);
    const key = `${clientId}\n${secretId}\n${at}`;
    const row = rows.get(key);
    if (row === undefined) rows.set(key, [clientId, secretId, at, issued, denied]);
    else {
      row[3] += issued;
      row[4] += denied;
    }
  };
  for (const count of counts) {
    if (count.clientId !== "") add(count.clientId, count.secretId, count);
    add("", organizations.get(count.clientId) ?? "", count);
  }
  return [...rows.values()];
}
