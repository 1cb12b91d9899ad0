/** What one measurement sends, and where. Travels to the load generator's process as JSON. */
export type LoadJob = {
  readonly port: number;
  readonly path: string;
  readonly credentials: Credentials;
  readonly connections: number;
  readonly pace: Pace;
  /** Sent and checked like the rest, but not counted: it opens the connections and fills the caches. */
  readonly leadInSeconds: number;
  readonly seconds: number;
  /** Processes whose CPU time is read at both ends of the measured time, and whose memory is read at its end. */
  readonly observedPids: readonly number[];
};

export type Credential = { readonly clientId: string; readonly secret: string };

/** One client for all requests, or many that a rule derives from an index, so that a million secrets need no memory. */
export type Credentials =
  | { readonly kind: "one"; readonly credential: Credential }
  | { readonly kind: "derived"; readonly count: number };

/**
 * `"as-answered"`: every connection sends when it has its answer, which measures the rate a server can keep up.
 * `"fixed-rate"`: requests fall due at even intervals whatever the server does, and their time counts from then on,
 * not from when a connection was free to send them. A stall so delays all requests that fell due in it, as it would
 * delay real callers; the other pace would just send fewer and hide it ("coordinated omission").
 */
export type Pace =
  | { readonly kind: "as-answered" }
  | { readonly kind: "fixed-rate"; readonly requestsPerSecond: number };

export type LoadReport = {
  readonly requests: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  readonly latencyMs: LatencyMs;
  /** How late the generator itself was at most in sending a due request that it had a connection for; 0 unless `"fixed-rate"`. */
  readonly generatorDelayMsMax: number;
  /** Evenly taken from the run, to be verified after it. */
  readonly sampledTokens: readonly string[];
  /** CPU microseconds per request; null where the system has no /proc. */
  readonly cpuMicrosPerRequest: CpuMicrosPerRequest | null;
  /** Resident memory of the observed processes at the end; null where the system has no /proc. */
  readonly residentBytes: number | null;
};

export type LatencyMs = {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
};

export type CpuMicrosPerRequest = {
  readonly serverMainThread: number;
  readonly serverOtherThreads: number;
  readonly generator: number;
  /** Share of all cores that neither side used but somebody else did: what a disturbed run looks like. */
  readonly foreignShare: number;
};
