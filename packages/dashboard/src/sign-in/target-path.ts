/** Where to go after signing in: the path in `to` when it is one of this dashboard, else the given one. Never another site. */
export function targetPath(otherwise: string): string {
  const to = new URLSearchParams(location.search).get("to") ?? "";
  if (!to.startsWith("/") || !URL.canParse(to, location.origin)) return otherwise;
  const { origin, pathname, search, hash } = new URL(to, location.origin);
  return origin === location.origin ? pathname + search + hash : otherwise;
}
