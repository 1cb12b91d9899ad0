import { createHash } from "node:crypto";
import type { Endpoint } from "@celitech-auth/contract";
import type { FastifyRequest } from "fastify";
import { actorOf, type Caller } from "../admin/caller.ts";
import type { AdminProblem } from "../admin/handler.ts";
import { problem } from "../domain/administration/outcome.ts";
import type { IdempotentRequest } from "../domain/ports.ts";
import { readVersion } from "./entity-tag.ts";

export interface ParsedRequest {
  readonly kind: "parsed";
  readonly params: Record<string, unknown> | undefined;
  readonly query: Record<string, unknown> | undefined;
  readonly body: Record<string, unknown> | undefined;
  readonly expectedVersion: number | undefined;
}

export interface InvalidRequest extends AdminProblem {
  readonly errors: readonly { readonly field: string; readonly message: string }[];
}

/** What was sent, as the contract has it, or every field at fault. */
export function parseAdminRequest(request: FastifyRequest, endpoint: Endpoint): ParsedRequest | AdminProblem {
  const { body: bodySchema, query: querySchema, params: paramsSchema } = endpoint;
  const params = paramsSchema?.safeParse(decodeParams(request.params));
  if (params?.success === false) return problem("not_found", "There is no such thing, or it is not yours to see.");
  const query = querySchema?.safeParse(request.query);
  const body = bodySchema?.safeParse(request.body ?? {});
  const errors = [...(query?.error?.issues ?? []), ...(body?.error?.issues ?? [])].map(({ path, message }) => ({
    field: path.join("."),
    message,
  }));
  if (errors.length > 0) {
    const first = errors[0];
    const message =
      first === undefined || first.field === "" ? (first?.message ?? "") : `${first.field}: ${first.message}`;
    return { kind: "problem", code: "invalid", message, errors } as InvalidRequest;
  }
  return {
    kind: "parsed",
    params: params?.data,
    query: query?.data,
    body: body?.data as Record<string, unknown> | undefined,
    expectedVersion: readVersion(request.headers["if-match"]),
  };
}

// The router is given escapes escaped once more, so that no path has two spellings; here they are what they stand for.
function decodeParams(params: unknown): unknown {
  try {
    return Object.fromEntries(
      Object.entries(params as Record<string, string>).map(([name, text]) => [name, decodeURIComponent(text)]),
    );
  } catch {
    return undefined; // no UTF-8
  }
}

/** What fits in a header, is easily made (a UUID), and costs nothing to keep. */
const IDEMPOTENCY_KEY = /^[\x20-\x7E]{1,255}$/;

/** What an `Idempotency-Key` stands for: this request of this caller. Undefined: there is none, or the route takes none. */
export function readIdempotency(
  request: FastifyRequest,
  { isIdempotent }: Endpoint,
  { caller, body }: { readonly caller: Caller | undefined; readonly body: unknown },
): IdempotentRequest | AdminProblem | undefined {
  const key = request.headers["idempotency-key"];
  if (isIdempotent !== true || key === undefined || caller === undefined) return undefined;
  if (typeof key !== "string" || !IDEMPOTENCY_KEY.test(key))
    return problem(
      "invalid",
      "Idempotency-Key: 1 to 255 printable ASCII characters, such as a UUID.",
      "Idempotency-Key",
    );
  const path = request.url.split("?", 1)[0];
  const hash = createHash("sha256").update(JSON.stringify([request.method, path, body]));
  return { caller: actorOf(caller), key, requestHash: hash.digest("base64url") };
}
