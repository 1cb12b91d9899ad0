import type { SecurityFinding } from "@celitech-auth/contract";
import { Paper, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { apiQuery } from "../../api/api-query.ts";
import { LinkText } from "../../elements/link-text.tsx";
import { Section } from "../../elements/section.tsx";
import { StatusBadge } from "../../elements/status-badge.tsx";
import { FINDING_GROUPS } from "../../security/finding-groups.ts";
import { describeRelative } from "../../time/describe-time.ts";
import { useNow } from "../../time/use-now.ts";
import classes from "./home.module.css";

const READ = 200;
const SHOWN = 5;
/** What can wait stands on the security page alone. */
const PRESSING: readonly SecurityFinding["kind"][] = ["secret_expired", "secret_expires_soon", "rotation_under_way"];

/** What presses, with the way to where it is settled; nothing when nothing does. */
export function AttentionList({ organizationId }: { readonly organizationId: string | null }) {
  const query = { organization_id: organizationId ?? undefined, limit: READ };
  const { data } = useQuery(apiQuery("GET /security-findings", { query }));
  const pressing = PRESSING.flatMap((kind) => (data?.items ?? []).filter((finding) => finding.kind === kind));
  if (pressing.length === 0) return null;
  return (
    <Section
      title="Needs attention"
      actions={
        <Text size="sm" component="span">
          <LinkText to="/security">{pressing.length > SHOWN ? `All ${pressing.length}` : "Security page"}</LinkText>
        </Text>
      }
    >
      <Paper>
        <ul className={classes["lines"]}>
          {pressing.slice(0, SHOWN).map((finding) => (
            <Finding key={`${finding.kind} ${finding.client_id} ${finding.secret_id}`} finding={finding} />
          ))}
        </ul>
      </Paper>
    </Section>
  );
}

function Finding({ finding }: { readonly finding: SecurityFinding }) {
  const now = useNow();
  const group = FINDING_GROUPS.find(({ kind }) => kind === finding.kind);
  return (
    <li className={classes["line"]}>
      <div className={classes["lineText"]}>
        <Text size="sm" component="div">
          <LinkText
            to="/clients/$clientId"
            params={{ clientId: finding.client_id }}
            search={{ tab: group?.tab }}
            fw={550}
            c="var(--mantine-color-text)"
          >
            {finding.client_name}
          </LinkText>
        </Text>
        <Text size="sm" c="dimmed">
          {describeFinding(finding, now)}
        </Text>
      </div>
      <StatusBadge tone={group?.tone ?? "quiet"}>{LABELS[finding.kind]}</StatusBadge>
    </li>
  );
}

const LABELS: Readonly<Record<SecurityFinding["kind"], string>> = {
  secret_expired: "Ended",
  secret_expires_soon: "Ends soon",
  rotation_under_way: "Rotation",
  secret_never_expires: "No end",
  client_idle: "Idle",
};

function describeFinding({ kind, secret_hint: hint, at }: SecurityFinding, now: Date): string {
  const secret = hint === null ? "A secret" : `The secret …${hint}`;
  const when = at === null ? "" : ` ${describeRelative(new Date(at), now)}`;
  switch (kind) {
    case "secret_expired":
      return `${secret} ended${when}`;
    case "secret_expires_soon":
      return `${secret} ends${when}`;
    case "rotation_under_way":
      return `A rotation is under way: the old secret ends${when}`;
    case "secret_never_expires":
      return `${secret} never ends`;
    case "client_idle":
      return at === null ? "Never used" : `Last used${when}`;
  }
}
