import { Alert } from "@mantine/core";
import { ApiProblem, describeError } from "../api/api-problem.ts";

interface Properties {
  readonly error: unknown;
  /** The fields of the form: messages for them stand there and not here. */
  readonly fields?: readonly string[];
}

/** What a change was refused for, above the buttons of its form. */
export function ProblemAlert({ error, fields = [] }: Properties) {
  if (error === null || error === undefined) return null;
  if (
    error instanceof ApiProblem &&
    error.errors.size > 0 &&
    [...error.errors.keys()].every((name) => fields.includes(name))
  )
    return null;
  return (
    <Alert color="red" role="alert" p="sm">
      {describeError(error)}
    </Alert>
  );
}
