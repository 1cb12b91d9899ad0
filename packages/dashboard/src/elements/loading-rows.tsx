import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";

/** The shape of a list while it loads. */
export function LoadingRows({ rows = 6 }: { readonly rows?: number }) {
  return (
    <Stack gap="sm" p="md" role="status">
      <VisuallyHidden>Loading</VisuallyHidden>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move.
        <Skeleton key={index} height={22} radius="sm" width={`${100 - ((index * 7) % 30)}%`} aria-hidden />
      ))}
    </Stack>
  );
}
