// What the tokens of the peers say. The same names and lengths as in ours, so that nobody signs or sends less.
export const AUDIENCE = "https://api.celitech.net/v1";
export const TOKEN_LIFETIME_SECONDS = 3600;
export const TOKEN_PATH = "/oauth2/token";
