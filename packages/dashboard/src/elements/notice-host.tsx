import { lazy, Suspense, useEffect, useState } from "react";
import { setNoticeLoader } from "./notify.ts";

const Notifications = lazy(async () => {
  const { Notifications: component } = await import("@mantine/notifications");
  return { default: component };
});

/** Where notices are shown; its code is loaded with the first of them. */
export function NoticeHost() {
  const [isNeeded, setNeeded] = useState(false);
  useEffect(() => setNoticeLoader(() => setNeeded(true)), []);
  return isNeeded ? (
    <Suspense>
      <Notifications position="bottom-right" />
    </Suspense>
  ) : null;
}
