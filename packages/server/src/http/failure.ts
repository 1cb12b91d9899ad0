import type { OAuthError } from "../oauth/oauth-error.ts";

/** All that a caller learns about an error of ours. */
export const SERVICE_FAILED = {
  status: 500,
  error: "server_error",
  description: "The service failed. Give support the value of X-Request-Id.",
} as const satisfies OAuthError;

/** The name, code and place of an error, never its message: a driver's message can quote values. */
export function describeFailure(error: unknown): Readonly<Record<string, string | undefined>> {
  if (!(error instanceof Error)) return { error: typeof error };
  const lines = (error.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  return { error: error.name, code: (error as NodeJS.ErrnoException).code, stack: lines.join("\n") };
}
