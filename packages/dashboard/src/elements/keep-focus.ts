/** Where a dialog closes whose button is gone, such as that of a row that was removed, the keyboard goes on in the page instead of before it. */
export function keepFocus(): void {
  if (document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
}
