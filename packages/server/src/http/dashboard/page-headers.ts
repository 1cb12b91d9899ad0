import { NO_STORE } from "../error-response.ts";

/**
 * On every page (T16): scripts and styles are files of ours, nobody frames the page, nothing learns its address. The nonce is for the style elements
 * that the component library writes; scripts have none. `require-trusted-types-for` would keep the component library from rendering.
 */
export function pageHeaders(nonce: string): Readonly<Record<string, string>> {
  return {
    ...NO_STORE,
    "content-security-policy": [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join("; "),
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  };
}
