const dayFormat = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const timeFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/**
 * When a bucket was, in the reader's time zone: "Tue 24 Nov, 09:00–10:00", "Tue 24 Nov, 22:00 – Wed 25 Nov, 04:00", and of a whole day its name
 * alone.
 */
export function labelBucket(at: string, bucketSeconds: number): string {
  const start = new Date(at);
  const end = new Date(start.getTime() + bucketSeconds * 1_000);
  const [day, from] = [dayOf(start), timeFormat.format(start)];
  // A bucket that ends at midnight does not reach into the day after.
  const lastDay = dayOf(new Date(end.getTime() - 1));
  const endsAtMidnight = dayOf(end) !== lastDay;
  const to = endsAtMidnight ? "24:00" : timeFormat.format(end);
  if (lastDay !== day) return `${day}, ${from} – ${lastDay}, ${to}`;
  return from === "00:00" && endsAtMidnight ? day : `${day}, ${from}–${to}`;
}

function dayOf(time: Date): string {
  return dayFormat.format(time).replace(",", "");
}
