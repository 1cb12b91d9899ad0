import { Button, Center, Paper } from "@mantine/core";
import type { ReactNode } from "react";
import type { Pages } from "../api/use-pages.ts";
import { ErrorState } from "./error-state.tsx";
import { LoadingRows } from "./loading-rows.tsx";

interface Properties<Item> {
  readonly pages: Pages<Item>;
  /** What stands there when there is nothing. */
  readonly empty: ReactNode;
  /** "Load older" and the like. */
  readonly moreLabel?: string;
  readonly rows?: number;
  readonly children: (items: readonly Item[]) => ReactNode;
}

/** A list that is read page after page: while it loads, when that failed, when it is empty, and with a button for more. */
export function PagedList<Item>({ pages, empty, moreLabel = "Load more", rows = 5, children }: Properties<Item>) {
  const { items, error, hasMore, isLoadingMore, loadMore, retry } = pages;
  if (items === undefined)
    return error === null ? (
      <Paper>
        <LoadingRows rows={rows} />
      </Paper>
    ) : (
      <ErrorState error={error} onRetry={retry} />
    );
  if (items.length === 0) return <Paper>{empty}</Paper>;
  return (
    <>
      {children(items)}
      {error !== null && <ErrorState error={error} onRetry={loadMore} />}
      {hasMore && error === null && (
        <Center mt="md">
          <Button variant="default" onClick={loadMore} loading={isLoadingMore}>
            {moreLabel}
          </Button>
        </Center>
      )}
    </>
  );
}
