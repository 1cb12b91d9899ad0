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
      <circle cx="8" cy="15" r="4.2" />
      <path d="m11.2 11.8 8.3-8.3M16.2 6.8l2.6 2.6M13.4 9.6l2 2" />
    </svg>
  );
}
