const inspect = Symbol.for("nodejs.util.inspect.custom");

/** A client's identifier and secret, as the dashboard shows them. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** How a source is asked. A function that takes no argument is a source too. */
export interface CredentialRequest {
  /** True when the credentials at hand were refused: the source must not answer from a cache of its own. */
  readonly fresh: boolean;
  /** Aborted when the client stops waiting, after 10 s. */
  readonly signal: AbortSignal;
}

/**
 * Where credentials come from. Asked before every token request, so that a rotated secret is picked up without a restart,
 * and never for a cached token.
 */
export type CredentialSource = (request: CredentialRequest) => Promise<ClientCredentials>;

/** Credentials whose secret stays out of logs: printed, turned into JSON or cloned, it is not there. */
export class ConcealedCredentials implements ClientCredentials {
  readonly clientId: string;
  readonly #clientSecret: string;

  constructor(clientId: string, clientSecret: string) {
    this.clientId = clientId;
    this.#clientSecret = clientSecret;
  }

  get clientSecret(): string {
    return this.#clientSecret;
  }

  toJSON(): ClientCredentials {
    return { ...this, clientSecret: "[redacted]" };
  }

  [inspect](): ClientCredentials {
    return this.toJSON();
  }
}
