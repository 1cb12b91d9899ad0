import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { apiQuery } from "../api/api-query.ts";
import { ErrorState } from "../elements/error-state.tsx";
import { LoadingRows } from "../elements/loading-rows.tsx";
import { PageHeader } from "../elements/page-header.tsx";
import { useDialog } from "../elements/use-dialog.ts";
import classes from "../signing-keys/key-timeline.module.css";
import { type KeyTimeline, timelinesOf } from "../signing-keys/key-timeline.ts";
import { ReplaceKeyDialog } from "../signing-keys/replace-key-dialog.tsx";
import { RotateKeyDialog } from "../signing-keys/rotate-key-dialog.tsx";
import { SigningKeyRow } from "../signing-keys/signing-key-row.tsx";

const REFRESH_MILLISECONDS = 30_000;

const ABOUT: Readonly<Record<KeyTimeline["algorithm"], string>> = {
  ES256: "ECDSA on P-256, for APIs that say nothing else.",
  RS256: "RSA, for APIs that ask for it.",
};

/** The keys that sign tokens, from the one that waits to those that are gone. */
export function SigningKeysPage() {
  const { data, error, refetch } = useQuery({
    ...apiQuery("GET /signing-keys"),
    refetchInterval: REFRESH_MILLISECONDS,
  });
  const rotation = useDialog<KeyTimeline>();
  const emergency = useDialog<KeyTimeline>();
  return (
    <>
      <PageHeader
        title="Signing keys"
        description="The private keys that sign access tokens, stored encrypted. Each is published before it signs, so that a rotation interrupts nobody."
      />
      {data === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      {data === undefined && error === null && (
        <Paper>
          <LoadingRows />
        </Paper>
      )}
      <Stack gap="lg">
        {timelinesOf(data?.items ?? []).map((timeline) => (
          <Timeline
            key={timeline.algorithm}
            timeline={timeline}
            onRotate={() => rotation.open(timeline)}
            onReplace={() => emergency.open(timeline)}
          />
        ))}
      </Stack>
      <RotateKeyDialog timeline={rotation.target} isOpen={rotation.isOpen} onClose={rotation.close} />
      <ReplaceKeyDialog timeline={emergency.target} isOpen={emergency.isOpen} onClose={emergency.close} />
    </>
  );
}

interface TimelineProps {
  readonly timeline: KeyTimeline;
  readonly onRotate: () => void;
  readonly onReplace: () => void;
}

function Timeline({ timeline, onRotate, onReplace }: TimelineProps) {
  const { algorithm, keys, scheduled } = timeline;
  return (
    <Paper p="lg" component="section" aria-label={`${algorithm} keys`}>
      <Group justify="space-between" align="flex-start" gap="sm" mb="lg">
        <div>
          <Title order={2}>{algorithm}</Title>
          <Text size="sm" c="dimmed">
            {ABOUT[algorithm]}
          </Text>
        </div>
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            onClick={onRotate}
            disabled={scheduled !== undefined}
            aria-label={scheduled === undefined ? `Rotate the ${algorithm} key` : `Rotation under way: ${algorithm}`}
          >
            {scheduled === undefined ? "Rotate" : "Rotation under way"}
          </Button>
          <Button
            variant="outline"
            color="red"
            leftSection={<IconAlertTriangle size={16} aria-hidden />}
            onClick={onReplace}
            aria-label={`Emergency: remove the ${algorithm} key`}
          >
            Emergency
          </Button>
        </Group>
      </Group>
      <ol className={classes["keys"]}>
        {keys.map((key) => (
          <SigningKeyRow key={key.kid} signingKey={key} timeline={timeline} />
        ))}
      </ol>
    </Paper>
  );
}
