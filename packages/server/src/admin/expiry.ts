import { type Problem, problem } from "../domain/administration/outcome.ts";

/** Why a chosen time cannot be when something ends: it has to lie ahead. */
export function findExpiryProblem(
  { field, now }: { readonly field: string; readonly now: number },
  chosen: string | null | undefined,
): Problem | undefined {
  if (chosen === undefined || chosen === null || Date.parse(chosen) > now) return undefined;
  return problem("invalid", "the time must lie ahead; null: it never ends", field);
}

/** Undefined: never. */
export function expiryMilliseconds(chosen: string | null | undefined): number | undefined {
  return chosen === undefined || chosen === null ? undefined : Date.parse(chosen);
}
