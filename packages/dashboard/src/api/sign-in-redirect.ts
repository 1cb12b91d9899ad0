let holders = 0;

/** Keeps the page where it is while it shows something that cannot be shown again. Returns the release. */
export function holdPage(): () => void {
  holders += 1;
  let isHeld = true;
  return () => {
    if (isHeld) holders -= 1;
    isHeld = false;
  };
}

/** To the page for signing in, and back to this one afterwards. */
export function goToSignIn(): void {
  if (holders > 0) return;
  location.assign(withWayBack("/sign-in"));
}

/** The address of a page for signing in that leads back to this one. */
export function withWayBack(page: "/sign-in" | "/recover"): string {
  const here = `${location.pathname}${location.search}`;
  return here === "/" ? page : `${page}?to=${encodeURIComponent(here)}`;
}
