/** @jsxImportSource preact */
import { ApiProblem } from "../../api/api-problem.ts";
import { describeFailure } from "../describe-failure.ts";

interface Properties {
  readonly error: unknown;
  /** The fields of the form, which say themselves what is wrong with them. */
  readonly fields?: readonly string[];
  /** Instead of the API's words for a failed attempt, which fit every way of signing in. */
  readonly refusal?: string;
}

/** What went wrong. The element is always there, since screen readers hear only what changes in it. */
export function Failure({ error, fields = [], refusal }: Properties) {
  const isSaid = error !== undefined && !isAboutFields(error, fields);
  return (
    <div role="alert" class={isSaid ? "message is-error" : "silent"}>
      {isSaid && (isRefused(error) && refusal !== undefined ? refusal : describeFailure(error))}
    </div>
  );
}

function isRefused(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === "sign_in_failed";
}

function isAboutFields(error: unknown, fields: readonly string[]): boolean {
  if (!(error instanceof ApiProblem) || error.errors.size === 0) return false;
  return [...error.errors.keys()].every((field) => fields.includes(field));
}
