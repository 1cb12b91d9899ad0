import type { QueryOf } from "@celitech-auth/contract";

/** How far a usage chart looks back. */
export type UsageRange = QueryOf<"GET /usage">["range"];

/** The ranges that a chart offers, the shortest first. */
export const USAGE_RANGES: readonly { readonly value: UsageRange; readonly label: string; readonly spoken: string }[] =
  [
    { value: "24h", label: "24 hours", spoken: "the last 24 hours" },
    { value: "7d", label: "7 days", spoken: "the last 7 days" },
    { value: "30d", label: "30 days", spoken: "the last 30 days" },
  ];

export function parseUsageRange(text: unknown): UsageRange {
  return USAGE_RANGES.find(({ value }) => value === text)?.value ?? "24h";
}
