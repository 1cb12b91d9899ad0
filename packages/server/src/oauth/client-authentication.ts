import type { AttemptLimiter } from "../domain/attempt-limiter.ts";
import type { Client } from "../domain/client.ts";
import type { ClientDirectory } from "../domain/client-directory.ts";
import type { ClientSecret } from "../domain/client-secret.ts";
import type { ClientId } from "../domain/identifier.ts";
import { networkOf } from "../domain/network-of.ts";
import type { Clock } from "../domain/ports.ts";
import { checkSecret } from "../domain/secret-check.ts";
import type { SecretHasher } from "../domain/secret-hasher.ts";
import type { ClientCredentials } from "./client-credentials.ts";
import { type Denial, deny } from "./denial.ts";

/** Whether what is in memory can still be trusted (design: the database may be down). */
export interface Freshness {
  /** Milliseconds: everything in memory was as the database had it at this instant. */
  readonly confirmedAt: number;
  readonly isReachable: boolean;
}

export interface AuthenticationParts {
  readonly directory: ClientDirectory;
  readonly hasher: SecretHasher;
  readonly limiter: AttemptLimiter;
  readonly freshness: Freshness;
  readonly staleMilliseconds: number;
  readonly clock: Clock;
}

export interface AuthenticatedClient {
  readonly kind: "authenticated";
  readonly client: Client;
  readonly secret: ClientSecret;
}

/** Seconds: about when a database that restarts is back. */
const RETRY_AFTER_SECONDS = 5;

/**
 * RFC 6749 §2.3.1. One answer and one cost whatever is wrong (T05); failures are counted by address (T03); no refusal that the database
 * could contradict while it is away (T22).
 */
export async function authenticateClient(
  credentials: ClientCredentials,
  address: string,
  parts: AuthenticationParts,
): Promise<AuthenticatedClient | Denial> {
  const now = parts.clock();
  const network = networkOf(address);
  const { clientId } = credentials;
  const retryAfterSeconds = parts.limiter.retryAfterSeconds(network, clientId ?? "", now);
  if (retryAfterSeconds > 0) return deny("too_many_attempts", { clientId, retryAfterSeconds });

  const hashes = hashReadings(credentials, parts.hasher);
  const found = recallClient(clientId, parts, now) ?? (await loadClient(clientId, parts));
  if (found === "unavailable") return deny("store_unavailable", { clientId, retryAfterSeconds: RETRY_AFTER_SECONDS });

  const check = checkSecret({ client: found.client, method: credentials.method, hashes, now });
  if (check.kind === "authenticated") return check;
  parts.limiter.recordFailure(network, clientId ?? "", now);
  if (!parts.freshness.isReachable)
    return deny("store_unavailable", { clientId, retryAfterSeconds: RETRY_AFTER_SECONDS });
  return deny(check.reason, { clientId, secretId: check.secretId });
}

// One HMAC for each way to read what was sent, before anything is known of the client: the cost tells of the request alone.
function hashReadings({ clientId, secrets }: ClientCredentials, hasher: SecretHasher) {
  const [asSent, decoded] = [secrets[0].reveal(), secrets[1].reveal()];
  const hash = hasher.hash(clientId ?? "", asSent);
  return [hash, decoded === asSent ? hash : hasher.hash(clientId ?? "", decoded)] as const;
}

type FoundClient = { readonly client: Client | undefined } | "unavailable";

// Undefined: memory does not say, the database has to. Apart from that, so that the usual request waits for nothing.
function recallClient(id: ClientId | undefined, parts: AuthenticationParts, now: number): FoundClient | undefined {
  if (id === undefined) return { client: undefined };
  const { freshness, directory } = parts;
  if (now - freshness.confirmedAt > parts.staleMilliseconds) return "unavailable";
  const recalled = directory.recall(id);
  if (recalled !== undefined) return { client: recalled === "absent" ? undefined : recalled };
  return freshness.isReachable ? undefined : "unavailable";
}

async function loadClient(id: ClientId | undefined, { directory }: AuthenticationParts): Promise<FoundClient> {
  try {
    return { client: id === undefined ? undefined : await directory.load(id) };
  } catch {
    return "unavailable"; // the follower notices the same and logs it once
  }
}
