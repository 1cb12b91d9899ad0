import type { Activity as ActivityBody, QueryOf, Usage } from "@celitech-auth/contract";
import { problem } from "../domain/administration/outcome.ts";
import type { ListOrder } from "../domain/cursor.ts";
import { parseClientId } from "../domain/identifier.ts";
import { DAY_MILLISECONDS, HOUR_MILLISECONDS, MINUTE_MILLISECONDS, startOf } from "../domain/usage.ts";
import type { Activity, UsageQuery, UsageSubject } from "../domain/usage-reader.ts";
import type { AdminParts } from "./admin-parts.ts";
import { narrowOrganizations, visibleOrganizations } from "./authorize.ts";
import { type Caller, isOperator } from "./caller.ts";
import { answer, type Handlers } from "./handler.ts";
import { pageBody, readPage } from "./page.ts";
import { formatTime } from "./time.ts";

/** How each range is told: about as many bars as a screen has room for, the last of them under way. */
const RANGES = {
  "24h": { span: "minute", bucketMilliseconds: 10 * MINUTE_MILLISECONDS, milliseconds: DAY_MILLISECONDS },
  "7d": { span: "hour", bucketMilliseconds: HOUR_MILLISECONDS, milliseconds: 7 * DAY_MILLISECONDS },
  "30d": { span: "hour", bucketMilliseconds: 6 * HOUR_MILLISECONDS, milliseconds: 30 * DAY_MILLISECONDS },
} as const;

/** The position is how many of the same instant were shown. */
const LATEST_FIRST = { name: "-last_at", valueType: "number" } as const satisfies ListOrder;

/** How clients are used. */
export const usageHandlers: Handlers<"GET /usage" | "GET /clients/:client_id/activity"> = {
  async "GET /usage"({ query, caller, now }, parts) {
    const { span, bucketMilliseconds, milliseconds } = RANGES[query.range];
    const buckets = milliseconds / bucketMilliseconds;
    const since = startOf(now, bucketMilliseconds) - (buckets - 1) * bucketMilliseconds;
    const of = await findSubject(query, caller, parts);
    const found =
      of === undefined ? [] : await parts.usageReader.readBuckets({ span, bucketMilliseconds, since, until: now, of });
    return answer(usageBody(found, { since, bucketMilliseconds, buckets }));
  },

  async "GET /clients/:client_id/activity"({ params, query, caller, now }, { usageReader }) {
    const page = readPage(query, LATEST_FIRST);
    if (page.kind === "problem") return page;
    const skip = page.after === undefined ? 0 : Number(page.after.id);
    if (!Number.isSafeInteger(skip) || skip < 0)
      return problem("invalid", "The cursor is none of this list.", "cursor");
    const after = page.after === undefined ? undefined : { lastAt: Number(page.after.value), skip };
    const { client_id: clientId } = params;
    const found = await usageReader.listActivity({
      clientId,
      outcome: query.outcome,
      until: now,
      limit: page.limit + 1,
      after,
    });
    const items = found.slice(0, page.limit);
    const last = found.length > page.limit ? items.at(-1) : undefined;
    const next =
      last === undefined ? undefined : { value: last.lastAt, id: String(countAlike(items, last.lastAt, after)) };
    const isForOperator = isOperator(caller);
    return answer(pageBody({ items, next }, LATEST_FIRST, (activity) => activityBody(activity, isForOperator)));
  },
};

/** Undefined: nothing that the caller may see. */
async function findSubject(
  query: QueryOf<"GET /usage">,
  caller: Caller,
  { reader, usageReader }: AdminParts,
): Promise<UsageSubject | undefined> {
  const { secret_id: secretId, organization_id: organizationId } = query;
  const organizationIds = narrowOrganizations(visibleOrganizations(caller, "viewer"), organizationId);
  const ownerOfSecret = secretId === undefined ? undefined : await usageReader.findClientOfSecret(secretId);
  if (secretId !== undefined && ownerOfSecret === undefined) return undefined;
  const clientId = query.client_id ?? ownerOfSecret;
  if (clientId !== undefined) {
    const id = parseClientId(clientId);
    const client = id === undefined ? undefined : await reader.findClientDetails(id);
    const isVisible = client !== undefined && (organizationIds?.includes(client.organizationId) ?? true);
    return isVisible ? { kind: "client", clientId, secretId } : undefined;
  }
  return organizationIds === undefined ? { kind: "all" } : { kind: "organizations", ids: organizationIds };
}

interface Range extends Pick<UsageQuery, "since" | "bucketMilliseconds"> {
  readonly buckets: number;
}

function usageBody(
  found: readonly { readonly at: number; readonly issued: number; readonly denied: number }[],
  { since, bucketMilliseconds, buckets }: Range,
): Usage {
  const byTime = new Map(found.map((bucket) => [bucket.at, bucket]));
  const all = Array.from({ length: buckets }, (_, index) => {
    const at = since + index * bucketMilliseconds;
    const { issued = 0, denied = 0 } = byTime.get(at) ?? {};
    return { at: formatTime(at), issued, denied };
  });
  const sum = (name: "issued" | "denied") => all.reduce((total, bucket) => total + bucket[name], 0);
  return {
    bucket_seconds: bucketMilliseconds / 1_000,
    buckets: all,
    totals: { issued: sum("issued"), denied: sum("denied") },
  };
}

// How many of the page's instant were shown by now: on it, and on the pages before.
function countAlike(
  items: readonly Activity[],
  lastAt: number,
  after: { readonly lastAt: number; readonly skip: number } | undefined,
): number {
  return items.filter((item) => item.lastAt === lastAt).length + (after?.lastAt === lastAt ? after.skip : 0);
}

// Why it was denied is for operators: it is what somebody who guesses would like to know.
function activityBody(activity: Activity, isForOperator: boolean): ActivityBody {
  return {
    at: formatTime(activity.lastAt),
    outcome: activity.outcome,
    count: activity.count,
    reason: isForOperator ? activity.reason || null : null,
    address: activity.address || null,
    user_agent: activity.userAgent || null,
    secret_id: activity.secretId || null,
    secret_hint: activity.secretHint ?? null,
  };
}
