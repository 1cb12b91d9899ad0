import type { UsageCount } from "../domain/usage.ts";

type UsageRow = [clientId: string, secretId: string, minute: number, issued: number, denied: number];

/**
 * The rows that counts of minutes come to: one of the secret, and for each organization one of all its clients, so that a chart of
 * everything adds up a few rows and not millions.
 */
export function usageRows(counts: readonly UsageCount[]): readonly UsageRow[] {
  const rows: UsageRow[] = [];
  const ofOrganizations = new Map<string, UsageRow>();
  for (const { clientId, organizationId, secretId, minute, issued, denied } of counts) {
    if (clientId !== "") rows.push([clientId, secretId, minute, issued, denied]);
    const key = `${organizationId} ${minute}`;
    const row = ofOrganizations.get(key);
    if (row === undefined) ofOrganizations.set(key, ["", organizationId, minute, issued, denied]);
    else {
      row[3] += issued;
      row[4] += denied;
    }
  }
  return [...rows, ...ofOrganizations.values()];
}
