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
  const here = `${location.pathname}${location.search}`;
  location.assign(here === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(here)}`);
}
