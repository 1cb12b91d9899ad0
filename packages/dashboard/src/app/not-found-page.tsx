import { IconCompass } from "@tabler/icons-react";
import { EmptyState } from "../elements/empty-state.tsx";
import { LinkButton } from "../elements/link-button.tsx";

/** For an address that leads nowhere. */
export function NotFoundPage() {
  return (
    <EmptyState
      icon={<IconCompass size={22} />}
      title="There is no page at this address"
      text="The link may be old or mistyped."
    >
      <LinkButton to="/" variant="default">
        To the first page
      </LinkButton>
    </EmptyState>
  );
}
