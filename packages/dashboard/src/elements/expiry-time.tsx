import { expiryTone } from "../time/expiry-tone.ts";
import { useNow } from "../time/use-now.ts";
import { RelativeTime } from "./relative-time.tsx";
import { StatusBadge } from "./status-badge.tsx";

/** When something ends, in the colour of how soon that is. */
export function ExpiryTime({ at }: { readonly at: string | null }) {
  const now = useNow();
  switch (expiryTone(at, now)) {
    case "never":
    case "far":
      return <RelativeTime at={at} />;
    case "soon":
      return <ExpiryBadge at={at} tone="warning" />;
    case "past":
      return <ExpiryBadge at={at} tone="bad" />;
  }
}

function ExpiryBadge({ at, tone }: { readonly at: string | null; readonly tone: "warning" | "bad" }) {
  return (
    <StatusBadge tone={tone}>
      <RelativeTime at={at} />
    </StatusBadge>
  );
}
