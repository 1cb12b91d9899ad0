import type { AnswerOf, EndpointKey, QueryInputOf } from "@celitech-auth/contract";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { ApiProblem } from "./api-problem.ts";
import { apiQuery } from "./api-query.ts";
import { type ApiRequest, callApi, type RequestArguments } from "./call-api.ts";

type Page<Item> = { readonly items: readonly Item[]; readonly next_cursor: string | null };
/** The routes that answer with a page of a list. */
export type ListKey = {
  [Key in EndpointKey]: AnswerOf<Key> extends Page<unknown>
    ? QueryInputOf<Key> extends undefined
      ? never
      : Key
    : never;
}[EndpointKey];
type ItemOf<Key extends ListKey> = AnswerOf<Key> extends Page<infer Item> ? Item : never;

export interface Pages<Item> {
  /** What was read so far; undefined: nothing yet. */
  readonly items: readonly Item[] | undefined;
  readonly error: ApiProblem | null;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

/** Reads a list page after page: `usePages("GET /audit-events", { query })`. */
export function usePages<Key extends ListKey>(key: Key, ...args: RequestArguments<Key>): Pages<ItemOf<Key>> {
  const request = (args[0] ?? {}) as ApiRequest<Key> & { readonly query?: object };
  const result = useInfiniteQuery<
    Page<ItemOf<Key>>,
    ApiProblem,
    readonly ItemOf<Key>[],
    readonly unknown[],
    string | undefined
  >({
    queryKey: [...apiQuery(key, ...args).queryKey, "pages"],
    queryFn: ({ pageParam, signal }) => {
      const next = { ...request, query: { ...request.query, cursor: pageParam }, signal };
      return callApi(key, ...([next] as unknown as RequestArguments<Key>)) as Promise<Page<ItemOf<Key>>>;
    },
    initialPageParam: undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    placeholderData: keepPreviousData,
  });
  return {
    items: result.data,
    error: result.error,
    hasMore: result.hasNextPage,
    isLoadingMore: result.isFetchingNextPage,
    loadMore: () => void result.fetchNextPage(),
    retry: () => void result.refetch(),
  };
}
