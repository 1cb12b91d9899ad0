/** One client library behind the smallest interface that all of them can offer: get me a token. */
export interface MeasuredClient {
  /** A usable token, cached or new. */
  getToken(): Promise<string | undefined>;
  /** The cached token without a promise, where there is such a call. */
  peek?(): string | undefined;
  /** What an application would hold, and might print. */
  readonly held: unknown;
}

export interface Endpoint {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface ClientLibrary {
  /** As in package.json. */
  readonly package: string;
  /** Which of its classes is measured, and how it was set up where that is not its default. */
  readonly note: string;
  /** True: it had to be given a transport of ours to reach the test server. */
  readonly hasForeignTransport?: boolean;
  make(endpoint: Endpoint): Promise<MeasuredClient>;
}
