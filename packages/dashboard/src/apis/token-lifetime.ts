import { describeSeconds } from "../text/describe-seconds.ts";

/** The units in which a lifetime is typed. */
export const LIFETIME_UNITS = [
  { value: "60", label: "minutes" },
  { value: "3600", label: "hours" },
  { value: "86400", label: "days" },
  { value: "1", label: "seconds" },
] as const;

export type LifetimeUnit = (typeof LIFETIME_UNITS)[number]["value"];

export interface TypedLifetime {
  /** Empty: the default of the service. */
  readonly count: number | string;
  readonly unit: LifetimeUnit;
}

/** The largest unit in which a lifetime is a whole number. */
export function typeLifetime(seconds: number | null): TypedLifetime {
  if (seconds === null) return { count: "", unit: "60" };
  const unit = (["86400", "3600", "60"] as const).find((size) => seconds % Number(size) === 0) ?? "1";
  return { count: seconds / Number(unit), unit };
}

export function lifetimeSeconds({ count, unit }: TypedLifetime): number | null {
  return count === "" ? null : Number(count) * Number(unit);
}

export function describeLifetime(seconds: number | null): string {
  return seconds === null ? "Default of the service" : describeSeconds(seconds);
}
