// What pages check before they ask. A module of its own, without zod, so that the dashboard carries none of it.

export const NAME_CHARACTERS_MAX = 200;
export const PAGE_SIZE_MAX = 200;
export const PASSWORD_CHARACTERS_MIN = 12;
/** What a rotation offers first. */
export const OVERLAP_SECONDS_DEFAULT = 86_400;
export const OVERLAP_SECONDS_MAX = 2_592_000;
/** A year: a longer token is a password. */
export const TOKEN_LIFETIME_SECONDS_MAX = 31_536_000;
/** RFC 6749 §3.3, at most 100 characters. */
export const SCOPE_NAME = /^[\x21\x23-\x5B\x5D-\x7E]{1,100}$/;
