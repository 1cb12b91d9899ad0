import type { ClientCredentials, CredentialRequest, CredentialSource } from "./credentials.ts";
import { isWorkers } from "./runtime.ts";
import { optionError } from "./token-error.ts";

export interface CachedCredentialsOptions {
  /** How long credentials are used without asking `source` again, in seconds. Default: 300. */
  readonly ttlSeconds?: number | undefined;
}

/**
 * A source that asks `source` at most once in `ttlSeconds`, however many callers there are: for secrets managers, which are slow and
 * cost money. While `source` is down the last credentials go on being used; credentials that the token endpoint refused are asked
 * for again at once.
 */
export function cachedCredentials(source: CredentialSource, options: CachedCredentialsOptions = {}): CredentialSource {
  const { ttlSeconds = 300 } = options;
  if (!(ttlSeconds >= 0)) throw optionError("option ttlSeconds: not a number of seconds");
  let last: { readonly credentials: ClientCredentials; readonly readAt: number } | undefined;
  let reading: Promise<ClientCredentials> | undefined;

  const read = async (request: CredentialRequest): Promise<ClientCredentials> => {
    const readAt = performance.now();
    try {
      const credentials = await source(request);
      last = { credentials, readAt };
      return credentials;
    } catch (error) {
      if (!last) throw error;
      last = { ...last, readAt };
      return last.credentials;
    } finally {
      reading = undefined;
    }
  };

  return async (request) => {
    if (last && !request.fresh && performance.now() - last.readAt < ttlSeconds * 1000) return last.credentials;
    if (isWorkers()) return read(request);
    reading ??= read(request);
    return reading;
  };
}
