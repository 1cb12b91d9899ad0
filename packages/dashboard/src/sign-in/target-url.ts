/**
 * Where to go after signing in: the page that `to` names when it is one of this dashboard, else the given one. Never another site: as a whole URL, since a
 * path such as `/.//other.example` would become one when it is resolved twice.
 */
export function targetUrl(otherwise: string): string {
  const to = new URLSearchParams(location.search).get("to") ?? "";
  const home = new URL(otherwise, location.origin).href;
  if (!to.startsWith("/") || !URL.canParse(to, location.origin)) return home;
  const { origin, href } = new URL(to, location.origin);
  return origin === location.origin ? href : home;
}
