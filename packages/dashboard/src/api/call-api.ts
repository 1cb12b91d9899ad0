import type { AnswerOf, BodyInputOf, EndpointKey, Endpoints, ParamsOf, QueryInputOf } from "@celitech-auth/contract";
import { ApiProblem, readProblem } from "./api-problem.ts";
import { confirmIdentity } from "./identity-confirmation.ts";
import { goToSignIn } from "./sign-in-redirect.ts";

const API_PATH = "/api/v1";

type Loose<Query> = { readonly [Name in keyof Query]?: Query[Name] | undefined };
type Needs<Name extends string, Value> = Value extends undefined
  ? { readonly [name in Name]?: undefined }
  : { readonly [name in Name]: Value };
type Body<Key extends EndpointKey> =
  BodyInputOf<Key> extends undefined
    ? { readonly body?: undefined }
    : Record<never, never> extends BodyInputOf<Key>
      ? { readonly body?: BodyInputOf<Key> }
      : { readonly body: BodyInputOf<Key> };
type Idempotency<Key extends EndpointKey> = Endpoints[Key] extends { readonly isIdempotent: true }
  ? { readonly idempotencyKey: string }
  : { readonly idempotencyKey?: undefined };

/** What a route takes: `params` fill its path. */
export type ApiRequest<Key extends EndpointKey> = Needs<"params", ParamsOf<Key>> & {
  readonly query?: QueryInputOf<Key> extends undefined ? undefined : Loose<QueryInputOf<Key>>;
} & Body<Key> &
  Idempotency<Key> & {
    /** The entity tag of what the change is based on. */
    readonly ifMatch?: string | undefined;
    readonly signal?: AbortSignal;
  };

/** The second argument may be left out where nothing in it is needed. */
export type RequestArguments<Key extends EndpointKey> =
  Record<never, never> extends ApiRequest<Key> ? [request?: ApiRequest<Key>] : [request: ApiRequest<Key>];

export interface TaggedAnswer<Key extends EndpointKey> {
  readonly answer: AnswerOf<Key>;
  /** For `ifMatch` of a later change; undefined where the route gives none. */
  readonly entityTag: string | undefined;
}

interface AnyRequest {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  readonly idempotencyKey?: string | undefined;
  readonly ifMatch?: string | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Calls a route of the admin API: `callApi("GET /clients", { query: { search } })`. When the route wants to know again that it is you, a dialog
 * asks and the call is repeated; whoever is no longer signed in is taken to the page for it.
 * @throws ApiProblem for every answer that is no success, and when there is none.
 */
export async function callApi<Key extends EndpointKey>(
  key: Key,
  ...[request]: RequestArguments<Key>
): Promise<AnswerOf<Key>> {
  return (await callTagged<Key>(key, request as AnyRequest)).answer;
}

/** Like `callApi`, with the entity tag of what is answered. */
export async function callApiTagged<Key extends EndpointKey>(
  key: Key,
  ...[request]: RequestArguments<Key>
): Promise<TaggedAnswer<Key>> {
  return callTagged<Key>(key, request as AnyRequest);
}

async function callTagged<Key extends EndpointKey>(key: Key, request: AnyRequest = {}): Promise<TaggedAnswer<Key>> {
  const response = await sendConfirmed(key, request);
  const text = await response.text();
  return {
    answer: (text === "" ? undefined : JSON.parse(text)) as AnswerOf<Key>,
    entityTag: response.headers.get("etag") ?? undefined,
  };
}

async function sendConfirmed(key: EndpointKey, request: AnyRequest): Promise<Response> {
  const response = await send(key, request);
  if (response.ok) return response;
  const problem = await readProblem(response);
  if (problem.code === "not_signed_in") goToSignIn();
  if (problem.code !== "recent_sign_in_required" || !(await confirmIdentity())) throw problem;
  const repeated = await send(key, request);
  if (repeated.ok) return repeated;
  throw await readProblem(repeated);
}

async function send(key: EndpointKey, request: AnyRequest): Promise<Response> {
  const [method = "GET"] = key.split(" ");
  const headers = new Headers({ accept: "application/json" });
  if (request.body !== undefined) headers.set("content-type", "application/json");
  if (request.idempotencyKey !== undefined) headers.set("idempotency-key", request.idempotencyKey);
  if (request.ifMatch !== undefined) headers.set("if-match", request.ifMatch);
  try {
    return await fetch(pathOf(key, request), {
      method,
      headers,
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      ...(request.signal !== undefined && { signal: request.signal }),
    });
  } catch (error) {
    if (request.signal?.aborted === true) throw error;
    const message = "The service did not answer. Check your connection, then try again.";
    throw new ApiProblem({ code: "unreachable", message, status: 0 });
  }
}

/** The address of a route, for links to files that it streams. */
export function apiUrl<Key extends EndpointKey>(key: Key, ...[request]: RequestArguments<Key>): string {
  return pathOf(key, (request ?? {}) as AnyRequest);
}

function pathOf(key: EndpointKey, { params = {}, query = {} }: AnyRequest): string {
  const [, template = ""] = key.split(" ");
  const path = template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined || value === null || value === "" ? [] : [[name, String(value)]],
    ),
  );
  return `${API_PATH}${path}${search.size > 0 ? `?${search}` : ""}`;
}
