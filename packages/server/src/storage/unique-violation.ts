/** SQLSTATE of PostgreSQL. */
const UNIQUE_VIOLATION = "23505";

/** Whether a statement failed since its value is there already. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    (error as { code?: unknown }).code === UNIQUE_VIOLATION || error.message.startsWith("UNIQUE constraint failed")
  );
}
