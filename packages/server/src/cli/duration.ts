import { CommandError, EXIT } from "./exit-code.ts";

const UNIT_MILLISECONDS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DAYS_MAX = 3_650;

/** `90s`, `30m`, `24h`, `7d` or `0` in milliseconds. */
export function parseDuration(text: string, option: string): number {
  const match = /^(\d{1,9})([smhd])?$/.exec(text);
  const count = Number(match?.[1]);
  const unit = UNIT_MILLISECONDS[match?.[2] ?? ""] ?? (count === 0 ? 1 : undefined);
  const milliseconds = match === null || unit === undefined ? Number.NaN : count * unit;
  if (milliseconds >= 0 && milliseconds <= DAYS_MAX * 86_400_000) return milliseconds;
  throw new CommandError(`${option}: must be a duration such as 90s, 30m, 24h, 7d or 0`, EXIT.usage);
}
