/** @jsxImportSource preact */
import { ApiProblem } from "../../api/api-problem.ts";
import { describeFailure } from "../describe-failure.ts";

interface Properties {
  readonly error: unknown;
  /** The fields of the form, which say themselves what is wrong with them. */
  readonly fields?: readonly string[];
}

/** What went wrong. The element is always there, since screen readers hear only what changes in it. */
export function Failure({ error, fields = [] }: Properties) {
  const isSaid = error !== undefined && !isAboutFields(error, fields);
  return (
    <div role="alert" class={isSaid ? "message is-error" : "silent"}>
      {isSaid && describeFailure(error)}
    </div>
  );
}

function isAboutFields(error: unknown, fields: readonly string[]): boolean {
  if (!(error instanceof ApiProblem) || error.errors.size === 0) return false;
  return [...error.errors.keys()].every((field) => fields.includes(field));
}
