/** How one process of the service is, and what it works on. */
export interface ServiceStateFacts {
  readonly version: string;
  readonly startedAt: number;
  readonly database: "sqlite" | "postgres";
  readonly isDatabaseReachable: boolean;
  readonly clients: number;
  readonly organizations: number;
  readonly clientsInMemory: number;
  readonly clientsInMemoryMax: number;
  readonly usageLastHour: { readonly issued: number; readonly denied: number };
  readonly signingKeys: readonly {
    readonly algorithm: string;
    readonly kid: string;
    readonly activeSince: number | undefined;
  }[];
  readonly revocationSequence: number;
  readonly audit: { readonly entries: number; readonly head: string | null };
  readonly memoryBytes: number;
}
