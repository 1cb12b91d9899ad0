const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

const UNITS = [
  { name: "year", seconds: 365 * DAY },
  { name: "month", seconds: 30 * DAY },
  { name: "day", seconds: DAY },
  { name: "hour", seconds: HOUR },
  { name: "minute", seconds: MINUTE },
] as const;

/** "3 hours ago", "in 2 days", "just now". */
export function describeRelative(at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const unit = UNITS.find((one) => Math.abs(seconds) >= one.seconds);
  if (unit === undefined) return seconds > 0 ? "in less than a minute" : "just now";
  const count = Math.floor(Math.abs(seconds) / unit.seconds);
  const text = `${count} ${unit.name}${count === 1 ? "" : "s"}`;
  return seconds > 0 ? `in ${text}` : `${text} ago`;
}

/** "2026-11-24 12:30:05 UTC". */
export function describeAbsolute(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** "2026-11-24 12:30 UTC", for sentences. */
export function describeMinute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** What is left: "23 h 59 min", "4 min 10 s", "9 s"; two units at most. */
export function describeDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [
    [Math.floor(whole / DAY), "d"],
    [Math.floor((whole % DAY) / HOUR), "h"],
    [Math.floor((whole % HOUR) / MINUTE), "min"],
    [whole % MINUTE, "s"],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return "0 s";
  return parts
    .slice(first, first + 2)
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}
