import { type Problem, problem } from "./outcome.ts";

/** Why a chosen time cannot be when something ends: it has to lie ahead. Undefined and null, which are never, can. */
export function expiryProblem(
  expiresAt: number | null | undefined,
  now: number,
  field = "expires_at",
): Problem | undefined {
  if (expiresAt === undefined || expiresAt === null || expiresAt > now) return undefined;
  return problem("invalid", "the time at which it ends has to lie ahead", field);
}
