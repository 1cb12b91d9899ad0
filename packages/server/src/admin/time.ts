/** RFC 3339 in UTC, as the admin API has its times. */
export function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function formatTimeOrNull(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : formatTime(milliseconds);
}
