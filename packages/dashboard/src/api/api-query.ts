import type { AnswerOf, EndpointKey } from "@celitech-auth/contract";
import {
  type QueryClient,
  queryOptions,
  type UseMutationResult,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { useRef } from "react";
import type { ApiProblem } from "./api-problem.ts";
import { type ApiRequest, callApi, callApiTagged, type RequestArguments } from "./call-api.ts";

/**
 * How pages read: `useQuery(apiQuery("GET /clients", { query }))`. The key is the path with its params filled in, piece by piece, then the query,
 * so that `refresh(queries, "/clients")` finds every list and every single one below the path.
 */
export function apiQuery<Key extends EndpointKey>(key: Key, ...args: RequestArguments<Key>) {
  return queryOptions<AnswerOf<Key>, ApiProblem>({
    queryKey: queryKeyOf(key, args[0]),
    queryFn: ({ signal }) => callApi(key, ...([{ ...args[0], signal }] as unknown as RequestArguments<Key>)),
  });
}

/** The same with the entity tag beside the answer. */
export function apiQueryTagged<Key extends EndpointKey>(key: Key, ...args: RequestArguments<Key>) {
  return queryOptions<Awaited<ReturnType<typeof callApiTagged<Key>>>, ApiProblem>({
    queryKey: [...queryKeyOf(key, args[0]), "tagged"],
    queryFn: ({ signal }) => callApiTagged(key, ...([{ ...args[0], signal }] as unknown as RequestArguments<Key>)),
  });
}

function queryKeyOf(
  key: EndpointKey,
  request?: { readonly params?: unknown; readonly query?: unknown },
): readonly unknown[] {
  const params = (request?.params ?? {}) as Readonly<Record<string, string>>;
  const [, path = ""] = key.split(" ");
  const pieces = path.slice(1).split("/");
  return [...pieces.map((piece) => (piece.startsWith(":") ? params[piece.slice(1)] : piece)), request?.query ?? {}];
}

/** Reads again what lies below the paths: `refresh(queries, "/clients", "/security-findings")`. */
export async function refresh(queries: QueryClient, ...paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => queries.invalidateQueries({ queryKey: path.slice(1).split("/") })));
}

interface ChangeOptions {
  /** The paths of what is read again afterwards. */
  readonly refreshes?: readonly string[];
  /** False where the answer holds what is shown once: it is there at once, whatever becomes of reading the rest. By default a change ends with that. */
  readonly isRefreshAwaited?: boolean;
}

/** What a page gives to a change: the idempotency key is made for it. */
export type ChangeRequest<Key extends EndpointKey> = Omit<ApiRequest<Key>, "idempotencyKey" | "signal">;

/**
 * How pages change: `const create = useChange("POST /clients", { refreshes: ["/clients"] })`, then `create.mutateAsync({ body })`. What is
 * answered is not kept, since it may hold a secret. A repeated try of the same change has the same idempotency key.
 */
export function useChange<Key extends EndpointKey>(
  key: Key,
  { refreshes = [], isRefreshAwaited = true }: ChangeOptions = {},
): UseMutationResult<AnswerOf<Key>, ApiProblem, ChangeRequest<Key>> {
  const queries = useQueryClient();
  const keyFor = useIdempotencyKey();
  return useMutation<AnswerOf<Key>, ApiProblem, ChangeRequest<Key>>({
    gcTime: 0,
    mutationFn: async (request) => {
      const idempotencyKey = keyFor(request);
      const complete = { ...request, ...(key.startsWith("POST ") && { idempotencyKey }) };
      return callApi(key, ...([complete] as unknown as RequestArguments<Key>));
    },
    onSuccess: () => {
      keyFor(undefined);
      const refreshed = refresh(queries, ...refreshes);
      return isRefreshAwaited ? refreshed : undefined;
    },
    // Based on what is there now, the next try can succeed.
    onError: (problem) => (problem.code === "changed_meanwhile" ? refresh(queries, ...refreshes) : undefined),
  });
}

function useIdempotencyKey(): (request: unknown) => string {
  const last = useRef({ text: "", key: "" });
  return (request) => {
    const text = JSON.stringify(request) ?? "";
    if (text !== last.current.text || text === "") last.current = { text, key: newKey() };
    return last.current.key;
  };
}

function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
