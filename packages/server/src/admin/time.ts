/** RFC 3339 in UTC, as the admin API has its times. */
export function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function formatTimeOrNull(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : formatTime(milliseconds);
}

/** When something ends, as a request says it. Undefined: never. */
export function expiryMilliseconds(chosen: string | null | undefined): number | undefined {
  return chosen === undefined || chosen === null ? undefined : Date.parse(chosen);
}
