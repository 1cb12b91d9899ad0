import { type Endpoint, type EndpointKey, PROBLEMS, type ProblemCode } from "@celitech-auth/contract";
import { describeAccess } from "./access-text.ts";
import { EXAMPLES } from "./examples.ts";
import type { JsonSchema, SchemaCollector } from "./json-schema.ts";

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: { readonly "application/json": { readonly schema: JsonSchema; readonly example?: unknown } };
  };
  readonly responses: Readonly<Record<string, Response>>;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

/** One method of one path, as OpenAPI has it. */
export function describeOperation(key: EndpointKey, endpoint: Endpoint, schemas: SchemaCollector): Operation {
  const parameters = describeParameters(key, endpoint, schemas);
  const example = EXAMPLES[key];
  return {
    operationId: operationId(key),
    summary: endpoint.summary,
    description: describeAccess(endpoint, isRead(key)),
    tags: [endpoint.tag],
    security: describeSecurity(endpoint),
    ...(parameters.length > 0 && { parameters }),
    ...(endpoint.body !== undefined && {
      requestBody: {
        required: !endpoint.body.safeParse({}).success,
        content: {
          "application/json": { schema: schemas.input(endpoint.body), ...(example !== undefined && { example }) },
        },
      },
    }),
    responses: { [endpoint.status]: describeSuccess(key, endpoint, schemas), ...describeProblems(key, endpoint) },
  };
}

/** `GET /clients/:client_id` → `getClientsClientId`. */
function operationId(key: EndpointKey): string {
  const [first = "", ...rest] = key.toLowerCase().split(/[^a-z]+/);
  return first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function describeSecurity({ access, scope }: Endpoint): Operation["security"] {
  if (access.kind === "anyone") return [];
  return scope === null ? [{ session: [] }] : [{ session: [] }, { admin_token: [scope] }];
}

function describeParameters(key: EndpointKey, endpoint: Endpoint, schemas: SchemaCollector): readonly Parameter[] {
  const headers: Parameter[] = [];
  if (endpoint.isIdempotent)
    headers.push(
      headerParameter(
        "Idempotency-Key",
        "makes sending it again safe, for 24 hours: a new UUID for every new request",
        {
          type: "string",
          minLength: 1,
          maxLength: 255,
        },
      ),
    );
  if (endpoint.hasEntityTag && !isRead(key))
    headers.push(
      headerParameter("If-Match", "the `ETag` that was read: changes nothing where it is another by now", TEXT),
    );
  if (endpoint.hasEntityTag && isRead(key))
    headers.push(
      headerParameter("If-None-Match", "the `ETag` of a copy that was kept: 304 where nothing is new", TEXT),
    );
  return [...readObject(endpoint.params, "path", schemas), ...readObject(endpoint.query, "query", schemas), ...headers];
}

const TEXT = { type: "string" } as const;

function headerParameter(name: string, description: string, schema: JsonSchema): Parameter {
  return { name, in: "header", required: false, description, schema };
}

function readObject(
  object: Endpoint["params"],
  place: "path" | "query",
  schemas: SchemaCollector,
): readonly Parameter[] {
  if (object === undefined) return [];
  const { properties = {}, required = [] } = schemas.input(object) as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(typeof description === "string" && { description }),
    schema,
  }));
}

function describeSuccess(key: EndpointKey, endpoint: Endpoint, schemas: SchemaCollector): Response {
  const headers = {
    ...(endpoint.hasEntityTag &&
      endpoint.answer !== undefined && {
        ETag: { description: "the version that this is, for If-Match", schema: TEXT },
      }),
    ...(endpoint.isIdempotent && {
      "Idempotency-Replayed": {
        description: "`true`: the same request was done before, and nothing was created now",
        schema: { type: "string", enum: ["true"] },
      },
    }),
  };
  return {
    description: isRead(key) ? "What was asked for" : "Done",
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(endpoint.answer !== undefined && {
      content: { "application/json": { schema: schemas.output(endpoint.answer) } },
    }),
    ...(endpoint.streams !== undefined && {
      content: Object.fromEntries(endpoint.streams.map((type) => [type, { schema: TEXT }])),
    }),
  };
}

function describeProblems(key: EndpointKey, endpoint: Endpoint): Operation["responses"] {
  const notModified = endpoint.hasEntityTag && isRead(key) ? { 304: { description: "The copy is still good" } } : {};
  const byStatus = Map.groupBy(problemsOf(key, endpoint), (code) => PROBLEMS[code].status);
  const described = [...byStatus].map(([status, codes]) => {
    const retry = WAITING.includes(status) ? { headers: RETRY_AFTER } : {};
    return [status, { ...describeProblem(codes), ...retry }] as const;
  });
  return { ...notModified, ...Object.fromEntries(described) };
}

const WAITING: readonly number[] = [PROBLEMS.too_many_attempts.status, PROBLEMS.unavailable.status];
const RETRY_AFTER = {
  "Retry-After": {
    description: "seconds to wait before sending it again, where that is known",
    schema: { type: "integer" },
  },
};

function describeProblem(codes: readonly ProblemCode[]): Response {
  const schema = {
    allOf: [{ $ref: "#/components/schemas/Problem" }, { properties: { code: { enum: codes } } }],
  };
  return {
    description: codes.map((code) => `${PROBLEMS[code].title} (\`${code}\`)`).join(", or: "),
    content: { "application/problem+json": { schema } },
  };
}

/** Every problem that a route can give. */
export function problemsOf(key: EndpointKey, endpoint: Endpoint): readonly ProblemCode[] {
  const { access, params, query, body, problems = [], isIdempotent, hasEntityTag, isRisky } = endpoint;
  const codes: readonly (ProblemCode | false)[] = [
    "malformed_request",
    access.kind !== "anyone" && "not_signed_in",
    access.kind !== "anyone" && "forbidden",
    !isRead(key) && "cross_site",
    isRisky === true && "recent_sign_in_required",
    (params !== undefined || access.kind === "member") && "not_found",
    hasEntityTag === true && !isRead(key) && "changed_meanwhile",
    !isRead(key) && "body_too_long",
    !isRead(key) && "media_type",
    (query !== undefined || body !== undefined) && "invalid",
    isIdempotent === true && "idempotency_key_reused",
    "too_many_attempts",
    "service_failed",
    "unavailable",
    ...problems,
  ];
  const all = codes.filter((code) => code !== false);
  return [...new Set(all)].sort((a, b) => PROBLEMS[a].status - PROBLEMS[b].status);
}

export function isRead(key: EndpointKey): boolean {
  return key.startsWith("GET ");
}
