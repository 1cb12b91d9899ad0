/** The token of a one-time link. It comes in the fragment, which is sent to nobody, and is taken out of the address bar at once. */
export function takeLinkToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? undefined;
  if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);
  return token;
}
