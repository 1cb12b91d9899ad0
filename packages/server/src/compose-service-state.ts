import { formatChainPlace } from "./domain/audit-seal.ts";
import { SIGNING_ALGORITHMS } from "./domain/resource.ts";
import type { ServiceStateFacts } from "./domain/service-state.ts";
import { HOUR_MILLISECONDS } from "./domain/usage.ts";
import type { UsageReader } from "./domain/usage-reader.ts";
import type { AuditTrailReader } from "./domain/verify-audit-trail.ts";
import type { TokenEndpointParts } from "./oauth/token-endpoint.ts";
import type { Database } from "./storage/database.ts";
import type { KyselyRevocationLog } from "./storage/revocation-log.ts";
import { readServiceCounts } from "./storage/service-counts.ts";
import { VERSION } from "./version.ts";

export interface ServiceStateParts {
  readonly database: Database;
  readonly tokenEndpoint: TokenEndpointParts;
  readonly revocations: KyselyRevocationLog;
  readonly auditTrail: AuditTrailReader;
  readonly usageReader: UsageReader;
}

/** Says how the service is when it is asked. */
export function composeServiceState(parts: ServiceStateParts): () => Promise<ServiceStateFacts> {
  const { database, tokenEndpoint, revocations, auditTrail, usageReader } = parts;
  const { directory, freshness, keyRing, clock } = tokenEndpoint;
  const startedAt = clock();
  return async () => {
    const now = clock();
    const [counts, { sequence }, head, anchor] = await Promise.all([
      readServiceCounts(database.writer),
      revocations.readState(),
      auditTrail.findEnd("head"),
      auditTrail.findEnd("anchor"),
    ]);
    return {
      ...{ version: VERSION, startedAt, database: database.dialect, isDatabaseReachable: freshness.isReachable },
      ...counts,
      clientsInMemory: directory.size,
      clientsInMemoryMax: directory.capacity,
      usageLastHour: await readLastHour(usageReader, now),
      signingKeys: SIGNING_ALGORITHMS.map((algorithm) => {
        const { kid, activatesAt } = keyRing.signingKey(algorithm, now).key;
        return { algorithm, kid, activeSince: activatesAt };
      }),
      revocationSequence: sequence,
      audit: {
        entries: (head?.sequence ?? 0) - (anchor?.sequence ?? 0),
        head: head === undefined ? null : formatChainPlace(head),
      },
      memoryBytes: process.memoryUsage.rss(),
    };
  };
}

async function readLastHour(usageReader: UsageReader, now: number): Promise<ServiceStateFacts["usageLastHour"]> {
  const since = now - HOUR_MILLISECONDS;
  const bucketMilliseconds = HOUR_MILLISECONDS;
  const of = { kind: "all" } as const;
  const buckets = await usageReader.readBuckets({ span: "minute", bucketMilliseconds, since, until: now, of });
  const sum = (name: "issued" | "denied") => buckets.reduce((total, bucket) => total + bucket[name], 0);
  return { issued: sum("issued"), denied: sum("denied") };
}
