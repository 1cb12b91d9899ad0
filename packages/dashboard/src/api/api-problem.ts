import type { Problem, ProblemCode } from "@celitech-auth/contract";

interface Facts {
  /** `unreachable`: no answer, or one that is none of the API's. */
  readonly code: ProblemCode | "unreachable";
  readonly message: string;
  readonly status: number;
  readonly errors?: Problem["errors"];
  readonly retryAfterSeconds?: number | undefined;
  readonly requestId?: string | undefined;
}

/** What the API refused, in words for people, with the fields at fault. */
export class ApiProblem extends Error {
  readonly code: ProblemCode | "unreachable";
  readonly status: number;
  /** By the name of the field in the body or query; the empty name is the whole. */
  readonly errors: ReadonlyMap<string, string>;
  readonly retryAfterSeconds: number | undefined;
  readonly requestId: string | undefined;

  constructor({ code, message, status, errors = [], retryAfterSeconds, requestId }: Facts) {
    super(capitalize(message));
    this.name = "ApiProblem";
    this.code = code;
    this.status = status;
    this.errors = new Map(errors.map(({ field, message: text }) => [field, capitalize(text)]));
    this.retryAfterSeconds = retryAfterSeconds;
    this.requestId = requestId;
  }
}

/** The API writes parts of sentences, for programs' logs too; people read whole ones. */
function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The problem that an answer other than a success carries. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(retryAfter) ? retryAfter : undefined;
  const body = await response.json().catch(() => undefined);
  if (!isProblem(body)) {
    const message = `The service answered with status ${response.status}. Try again in a moment.`;
    return new ApiProblem({ code: "unreachable", message, status: response.status, retryAfterSeconds });
  }
  const { code, detail, status, errors, request_id: requestId } = body;
  return new ApiProblem({ code, message: detail, status, errors, retryAfterSeconds, requestId });
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "detail" in body && "status" in body;
}

/** The messages of a failed call by field, for a form whose fields are named as the API's. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {};
  return Object.fromEntries([...error.errors].filter(([field]) => field !== ""));
}

/** What went wrong, for people. */
export function describeError(error: unknown): string {
  if (error instanceof ApiProblem) return error.message;
  return "Something went wrong in the page itself. Reload it; what you did before is kept.";
}
