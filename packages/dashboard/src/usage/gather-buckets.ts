import type { Usage } from "@celitech-auth/contract";

type Bucket = Usage["buckets"][number];

export interface GatheredUsage {
  readonly bucketSeconds: number;
  readonly buckets: readonly Bucket[];
}

const MINUTE = 60;
const HOUR = 3_600;
/** How long a bar may stand for: what people think in. */
const LENGTHS = [
  ...[10, 20, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 4, 6, 12, 24].map((hours) => hours * HOUR),
];

/**
 * Adds neighbouring buckets up until there are no more than `bucketsMax`, or each is a day. The last one may hold fewer: it is still going on.
 */
export function gatherBuckets({ buckets, bucket_seconds }: Usage, bucketsMax: number): GatheredUsage {
  const lengths = [bucket_seconds, ...LENGTHS.filter((length) => length % bucket_seconds === 0)];
  const fits = (length: number) => Math.ceil((buckets.length * bucket_seconds) / length) <= bucketsMax;
  const bucketSeconds = lengths.find(fits) ?? lengths.at(-1) ?? bucket_seconds;
  const factor = bucketSeconds / bucket_seconds;
  const starts = buckets.filter((_, index) => index % factor === 0);
  return {
    bucketSeconds,
    buckets: starts.map(({ at }, index) => sum(at, buckets.slice(index * factor, (index + 1) * factor))),
  };
}

function sum(at: string, buckets: readonly Bucket[]): Bucket {
  const total = (key: "issued" | "denied") => buckets.reduce((before, bucket) => before + bucket[key], 0);
  return { at, issued: total("issued"), denied: total("denied") };
}
