/** What one measurement sends, and where. Travels to the load generator's process as JSON. */
export type LoadJob = {
  readonly port: number;
  readonly path: string;
  readonly credentials: Credentials;
  readonly connections: number;
  /** Sent and checked like the rest, but not counted: it opens the connections and fills the caches. */
  readonly leadInSeconds: number;
  readonly seconds: number;
  /** Processes whose CPU time is read at both ends of the measured time. */
  readonly observedPids: readonly number[];
};

export type Credential = { readonly clientId: string; readonly secret: string };

/** One client for all requests, or many that a rule derives from an index, so that a million secrets need no memory. */
export type Credentials =
  | { readonly kind: "one"; readonly credential: Credential }
  | { readonly kind: "derived"; readonly count: number };

export type LoadReport = {
  readonly requests: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Evenly taken from the run, to be verified after it. */
  readonly sampledTokens: readonly string[];
  /** CPU microseconds per request; null where the system has no /proc. */
  readonly cpuMicrosPerRequest: CpuMicrosPerRequest | null;
};

export type CpuMicrosPerRequest = {
  readonly serverMainThread: number;
  readonly serverOtherThreads: number;
  readonly generator: number;
  /** Share of all cores that neither side used but somebody else did: what a disturbed run looks like. */
  readonly foreignShare: number;
};
