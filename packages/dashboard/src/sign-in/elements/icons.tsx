/** @jsxImportSource preact */

/** The sign of the service; the name stands beside it. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M20.9 11.4a6.6 6.6 0 1 0 0 9.2" />
      <circle cx="21.4" cy="16" r="2.1" />
    </svg>
  );
}

export function KeyIcon() {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="7.5" cy="15.5" r="4.5" />
      <path d="M10.7 12.3 20 3m-4.2 4.2 3.4 3.4m-6.4-.4 2 2" />
    </svg>
  );
}
