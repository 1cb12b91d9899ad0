let load: (() => void) | undefined;
let isWanted = false;

/** Says who brings the place where notices are shown, once there is one to show. */
export function setNoticeLoader(loader: () => void): void {
  load = loader;
  if (isWanted) loader();
}

/** Says in a corner, and to screen readers, what has been done. Never a secret. */
export async function notify(message: string): Promise<void> {
  isWanted = true;
  load?.();
  const { notifications } = await import("@mantine/notifications");
  notifications.show({
    message,
    color: "green",
    closeButtonProps: { "aria-label": "Close" },
  });
}
