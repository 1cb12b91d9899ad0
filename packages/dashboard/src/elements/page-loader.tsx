import { Center, Loader, VisuallyHidden } from "@mantine/core";

/** While a page is on its way. */
export function PageLoader() {
  return (
    <Center mih="50vh" role="status">
      <Loader size="sm" aria-hidden />
      <VisuallyHidden>Loading</VisuallyHidden>
    </Center>
  );
}
