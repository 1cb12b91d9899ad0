import {
  DAY_MILLISECONDS,
  HOUR_MILLISECONDS,
  MINUTE_MILLISECONDS,
  startOf,
  type UsageCount,
  type UsageSpan,
} from "../domain/usage.ts";

const SPANS = Object.entries({
  minute: MINUTE_MILLISECONDS,
  hour: HOUR_MILLISECONDS,
  day: DAY_MILLISECONDS,
} satisfies Record<UsageSpan, number>);

type UsageRow = [clientId: string, span: string, at: number, secretId: string, issued: number, denied: number];

/**
 * The rows that counts add to, each once: for each span one of the secret, and one of the client's organization, so that a chart of
 * everything adds up a few rows and not millions.
 */
export function usageRows(counts: readonly UsageCount[]): readonly UsageRow[] {
  const rows = new Map<string, UsageRow>();
  const add = (clientId: string, secretId: string, { minute, issued, denied }: UsageCount) => {
    for (const [span, milliseconds] of SPANS) {
      const at = startOf(minute, milliseconds);
      const key = `${clientId}\n${secretId}\n${span}\n${at}`;
      const row = rows.get(key);
      if (row === undefined) rows.set(key, [clientId, span, at, secretId, issued, denied]);
      else {
        row[4] += issued;
        row[5] += denied;
      }
    }
  };
  for (const count of counts) {
    if (count.clientId !== "") add(count.clientId, count.secretId, count);
    add("", count.organizationId, count);
  }
  return [...rows.values()];
}
