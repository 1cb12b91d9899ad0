import type { SigningKey } from "@celitech-auth/contract";
import { Box, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Fold } from "../elements/fold.tsx";
import { Identifier } from "../elements/identifier.tsx";
import { RelativeTime } from "../elements/relative-time.tsx";
import { StatusBadge } from "../elements/status-badge.tsx";
import { TextToCopy } from "../elements/text-to-copy.tsx";
import classes from "./key-timeline.module.css";
import { type KeyStage, type KeyTimeline, signedUntil, stageOf } from "./key-timeline.ts";

interface Properties {
  readonly signingKey: SigningKey;
  readonly timeline: KeyTimeline;
}

/** A key on the way from waiting to retired. */
export function SigningKeyRow({ signingKey, timeline }: Properties) {
  const stage = stageOf(signingKey);
  return (
    <li className={classes["key"]} data-stage={stage}>
      <Stack gap={4}>
        <Group gap="sm">
          <StageBadge stage={stage} />
          <Text component="div" size="sm">
            {datesOf(signingKey, timeline)}
          </Text>
        </Group>
        <Identifier value={signingKey.kid} what="key id" />
        {stage !== "removed" && <PublicKey signingKey={signingKey} />}
      </Stack>
    </li>
  );
}

function StageBadge({ stage }: { readonly stage: KeyStage }) {
  switch (stage) {
    case "waiting":
      return <StatusBadge tone="info">Next</StatusBadge>;
    case "scheduled":
      return <StatusBadge tone="info">Takes over</StatusBadge>;
    case "active":
      return <StatusBadge tone="good">Signs</StatusBadge>;
    case "retired":
      return <StatusBadge tone="quiet">Retired</StatusBadge>;
    case "removed":
      return <StatusBadge tone="bad">Removed</StatusBadge>;
  }
}

function datesOf(signingKey: SigningKey, timeline: KeyTimeline): ReactNode {
  const { activates_at, created_at, removed_at } = signingKey;
  const end = signedUntil(signingKey, timeline) ?? null;
  switch (stageOf(signingKey)) {
    case "waiting":
      return (
        <>
          Waits for the next rotation. Published <RelativeTime at={created_at} />
        </>
      );
    case "scheduled":
      return (
        <>
          Begins to sign <RelativeTime at={activates_at} />, when every verifier has seen it
        </>
      );
    case "active":
      return (
        <>
          Signs every token. It began <RelativeTime at={activates_at} />
        </>
      );
    case "retired":
      return (
        <>
          Began to sign <RelativeTime at={activates_at} />, stopped <RelativeTime at={end} />. Published until its last
          token has expired
        </>
      );
    case "removed":
      return (
        <>
          Removed in an emergency <RelativeTime at={removed_at} />. No token that it signed is accepted
        </>
      );
  }
}

function PublicKey({ signingKey }: { readonly signingKey: SigningKey }) {
  const text = JSON.stringify(
    { ...signingKey.public_jwk, kid: signingKey.kid, alg: signingKey.algorithm, use: "sig" },
    null,
    2,
  );
  return (
    <Fold label="Public key">
      <Box mt={4}>
        <TextToCopy text={text} what="public key" />
      </Box>
    </Fold>
  );
}
