import type { Usage } from "@celitech-auth/contract";

type Bucket = Usage["buckets"][number];

export interface GatheredUsage {
  readonly bucketSeconds: number;
  readonly buckets: readonly Bucket[];
}

/** How many buckets may become one, so that its length stays one that people think in. */
const FACTORS = [1, 2, 3, 4, 6, 8, 12, 24, 48, 96, 288] as const;

/** Adds neighbouring buckets up until there are no more than `bucketsMax`. The last one may hold fewer: it is still going on. */
export function gatherBuckets(usage: Usage, bucketsMax: number): GatheredUsage {
  const { buckets, bucket_seconds } = usage;
  const factor = FACTORS.find((candidate) => buckets.length / candidate <= bucketsMax) ?? buckets.length;
  if (factor === 1) return { bucketSeconds: bucket_seconds, buckets };
  const gathered: Bucket[] = [];
  for (let start = 0; start < buckets.length; start += factor) {
    const group = buckets.slice(start, start + factor);
    const first = group[0];
    if (first === undefined) break;
    const sum = (key: "issued" | "denied") => group.reduce((total, bucket) => total + bucket[key], 0);
    gathered.push({ at: first.at, issued: sum("issued"), denied: sum("denied") });
  }
  return { bucketSeconds: bucket_seconds * factor, buckets: gathered };
}
