const DAY_SECONDS = 86_400;
const dayFormat = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const timeFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** When a bucket was, in the reader's time zone: "Tue 24 Nov, 09:00–10:00", or its day alone. */
export function labelBucket(at: string, bucketSeconds: number): string {
  const start = new Date(at);
  const day = dayFormat.format(start).replace(",", "");
  if (bucketSeconds >= DAY_SECONDS) return day;
  return `${day}, ${timeFormat.format(start)}–${timeFormat.format(new Date(start.getTime() + bucketSeconds * 1_000))}`;
}
