type Notice = { readonly title?: string; readonly message: string; readonly tone?: "good" | "bad" };

let load: (() => void) | undefined;
let isWanted = false;

/** Says who brings the place where notices are shown, once there is one to show. */
export function setNoticeLoader(loader: () => void): void {
  load = loader;
  if (isWanted) loader();
}

/** Says in a corner, and to screen readers, what has been done. Never a secret. */
export async function notify({ title, message, tone = "good" }: Notice): Promise<void> {
  isWanted = true;
  load?.();
  const { notifications } = await import("@mantine/notifications");
  notifications.show({
    ...(title !== undefined && { title }),
    message,
    color: tone === "good" ? "green" : "red",
    closeButtonProps: { "aria-label": "Close" },
  });
}
