import type { SecurityFinding as FindingBody, ServiceState, TokenVerdict } from "@celitech-auth/contract";
import { type Problem, problem } from "../domain/administration/outcome.ts";
import { encodeCursor, type ListOrder, parseCursor } from "../domain/cursor.ts";
import { FINDING_KINDS, type SecurityFinding as Finding, type FindingPosition } from "../domain/security-finding.ts";
import { narrowOrganizations, visibleOrganizations } from "./authorize.ts";
import { answer, type Handlers } from "./handler.ts";
import { formatTime, formatTimeOrNull } from "./time.ts";

/** The value is the kind and the time, with a colon. */
const BY_KIND = { name: "kind", valueType: "string" } as const satisfies ListOrder;

/** What to look at, and how the service is. */
export const serviceHandlers: Handlers<"GET /security-findings" | "POST /token-verdicts" | "GET /service"> = {
  async "GET /security-findings"({ query, caller, now }, { findings }) {
    const after = query.cursor === undefined ? undefined : readPosition(query.cursor);
    if (after !== undefined && "code" in after) return after;
    const { limit, kind, organization_id: organizationId } = query;
    const organizationIds = narrowOrganizations(visibleOrganizations(caller, "viewer"), organizationId);
    const { items, next } = await findings.pageFindings({ limit, now, after, kind, organizationIds });
    return answer({ items: items.map(findingBody), next_cursor: next === undefined ? null : writePosition(next) });
  },

  async "POST /token-verdicts"({ body }, { judgeToken }) {
    const {
      verdict,
      reason = null,
      detail = null,
      header,
      claims,
    } = await judgeToken(body.access_token, body.audience);
    const shown = { header: header ?? null, claims: claims ?? null } as Pick<TokenVerdict, "header" | "claims">;
    return answer({ verdict, reason, detail, ...shown });
  },

  async "GET /service"(_request, { readServiceState }) {
    const state = await readServiceState();
    return answer<ServiceState>({
      version: state.version,
      started_at: formatTime(state.startedAt),
      database: state.database,
      is_database_reachable: state.isDatabaseReachable,
      clients: state.clients,
      organizations: state.organizations,
      clients_in_memory: state.clientsInMemory,
      clients_in_memory_max: state.clientsInMemoryMax,
      usage_last_hour: state.usageLastHour,
      signing_keys: state.signingKeys.map(({ algorithm, kid, activeSince }) => ({
        ...{ algorithm, kid, active_since: formatTimeOrNull(activeSince) },
      })),
      revocation_sequence: state.revocationSequence,
      audit: state.audit,
      memory_bytes: state.memoryBytes,
    });
  },
};

function readPosition(cursor: string): FindingPosition | Problem {
  const parsed = parseCursor(cursor, BY_KIND);
  const [kindText, at] = String(parsed?.value).split(":");
  const kind = FINDING_KINDS.find((one) => one === kindText);
  if (parsed === undefined || kind === undefined || !Number.isSafeInteger(Number(at)))
    return problem("invalid", "The cursor is none of this list: begin again without one.", "cursor");
  return { kind, at: Number(at), id: parsed.id };
}

function writePosition({ kind, at, id }: FindingPosition): string {
  return encodeCursor({ value: `${kind}:${at}`, id }, BY_KIND);
}

function findingBody(finding: Finding): FindingBody {
  return {
    kind: finding.kind,
    client_id: finding.clientId,
    client_name: finding.clientName,
    organization_id: finding.organizationId,
    organization_name: finding.organizationName,
    secret_id: finding.secretId ?? null,
    secret_hint: finding.secretHint ?? null,
    at: formatTimeOrNull(finding.at),
  };
}
