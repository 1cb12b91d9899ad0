/**
 * A Chromium without a locale (`LANG=C`, as in containers) calls its language `en-US@posix`, which `Intl` refuses with an exception, and uPlot
 * asks `Intl` as soon as it is loaded.
 */
export function repairLanguage(): void {
  try {
    new Intl.NumberFormat(navigator.language);
  } catch {
    Object.defineProperty(navigator, "language", { value: "en", configurable: true });
  }
}
