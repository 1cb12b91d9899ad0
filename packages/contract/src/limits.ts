// What pages check before they ask, and what they tell people. A module of its own, without zod, so that the dashboard carries none of it.

export const NAME_CHARACTERS_MAX = 200;
export const EMAIL_CHARACTERS_MAX = 254;
export const AUDIENCE_CHARACTERS_MAX = 256;
/** Of a scope's description. */
export const DESCRIPTION_CHARACTERS_MAX = 500;
export const PAGE_SIZE_MAX = 200;
export const PASSWORD_CHARACTERS_MIN = 12;
/** What the service accepts of a client at a time: enough to rotate, few enough to keep in mind. */
export const LIVE_SECRETS_MAX = 2;
/** What a rotation offers first. */
export const OVERLAP_SECONDS_DEFAULT = 86_400;
export const OVERLAP_SECONDS_MAX = 2_592_000;
/** A year: a longer token is a password. */
export const TOKEN_LIFETIME_SECONDS_MAX = 31_536_000;
/** RFC 6749 §3.3, at most 100 characters. */
export const SCOPE_NAME = /^[\x21\x23-\x5B\x5D-\x7E]{1,100}$/;
/** From when on an end that comes is a warning. */
export const EXPIRES_SOON_DAYS = 14;
/** After how long without a token a client is idle. */
export const IDLE_DAYS = 90;
/** How long verifiers keep the key set. */
export const KEY_SET_MAX_AGE_SECONDS = 300;
/** How long a key has been published before it signs: that time, and a minute for clocks that differ. */
export const PUBLISH_WINDOW_SECONDS = 360;
export const SESSION_IDLE_SECONDS = 43_200;
export const SESSION_SECONDS_MAX = 604_800;
