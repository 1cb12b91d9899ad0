const inspect = Symbol.for("nodejs.util.inspect.custom");

/** What a token is made of. */
export interface AccessTokenFields {
  readonly accessToken: string;
  readonly tokenType: string;
  readonly expiresAt: number;
  readonly scope: string | undefined;
}

/**
 * An access token (RFC 6749 §5.1). Printed, logged, turned into JSON or cloned, it shows everything but the token itself:
 * read `accessToken` where the token is needed.
 */
export class AccessToken implements AccessTokenFields {
  /** `Bearer`, whatever the case in which the server wrote it. */
  readonly tokenType: string;
  /** When the token ends, in milliseconds since 1970 UTC: the start of the request plus `expires_in`. */
  readonly expiresAt: number;
  /** The scope that was granted; the one asked for where the server names none; else undefined. */
  readonly scope: string | undefined;
  readonly #accessToken: string;

  constructor(fields: AccessTokenFields) {
    this.#accessToken = fields.accessToken;
    this.tokenType = fields.tokenType;
    this.expiresAt = fields.expiresAt;
    this.scope = fields.scope;
  }

  /** The token, opaque: it is never decoded (RFC 9068 §6). */
  get accessToken(): string {
    return this.#accessToken;
  }

  toJSON(): AccessTokenFields {
    return { ...this, accessToken: "[redacted]" };
  }

  [inspect](): AccessTokenFields {
    return this.toJSON();
  }
}

/** The value of the Authorization header (RFC 6750 §2.1). */
export function authorizationOf(token: AccessToken): string {
  return `${token.tokenType} ${token.accessToken}`;
}
