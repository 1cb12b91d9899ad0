import type { TokenVerdict } from "@celitech-auth/contract";
import { Alert, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ApiProblem } from "../api/api-problem.ts";
import { callApi } from "../api/call-api.ts";
import { CopyButton } from "../elements/copy-button.tsx";
import { ErrorState } from "../elements/error-state.tsx";
import { LoadingRows } from "../elements/loading-rows.tsx";
import { describeDuration } from "../time/describe-time.ts";
import { useNow } from "../time/use-now.ts";
import { ClaimTable } from "./claim-table.tsx";
import type { TokenOutcome } from "./request-token.ts";

type Token = Extract<TokenOutcome, { readonly kind: "token" }>;

/** An API that the token is not for. */
const OTHER_AUDIENCE = "https://another-api.example/";

interface Properties {
  readonly token: Token;
  /** Of the API that the token was asked for. */
  readonly audience: string;
  readonly apiName: string;
}

/** A token: how long it lasts, what is in it, and what the API that it was asked for would say of it, and any other. */
export function TokenView({ token, audience, apiName }: Properties) {
  const verdicts = useVerdicts(token.accessToken, audience);
  return (
    <Stack gap="md" mt="xs">
      <Group justify="space-between" gap="xs">
        <TimeLeft expiresAt={token.expiresAt} />
        <CopyButton text={token.accessToken} what="access token" withLabel />
      </Group>
      {verdicts.isPending && <LoadingRows rows={3} />}
      {verdicts.isError && <ErrorState error={verdicts.error} onRetry={() => verdicts.refetch()} />}
      {verdicts.data !== undefined && (
        <>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            <Verdict verdict={verdicts.data.right} judge={apiName} audience={audience} />
            <Verdict verdict={verdicts.data.wrong} judge="another API" audience={OTHER_AUDIENCE} />
          </SimpleGrid>
          <ClaimTable title="Header" claims={verdicts.data.right.header ?? verdicts.data.wrong.header ?? {}} />
          <ClaimTable title="Claims" claims={verdicts.data.right.claims ?? verdicts.data.wrong.claims ?? {}} />
        </>
      )}
    </Stack>
  );
}

interface Verdicts {
  readonly right: TokenVerdict;
  readonly wrong: TokenVerdict;
}

function useVerdicts(accessToken: string, audience: string) {
  return useQuery<Verdicts, ApiProblem>({
    // The token's end is enough to tell tokens apart, and is none itself.
    queryKey: ["token-verdicts", accessToken.slice(-12), audience],
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const ask = (of: string) =>
        callApi("POST /token-verdicts", { body: { access_token: accessToken, audience: of } });
      const [right, wrong] = await Promise.all([ask(audience), ask(OTHER_AUDIENCE)]);
      return { right, wrong };
    },
  });
}

function TimeLeft({ expiresAt }: { readonly expiresAt: Date }) {
  const now = useNow(1_000);
  const seconds = (expiresAt.getTime() - now.getTime()) / 1000;
  return (
    <Text size="sm" fw={550} role="timer" aria-live="off">
      {seconds > 0 ? `A token, valid for another ${describeDuration(seconds)}` : "The token has ended"}
    </Text>
  );
}

interface VerdictProperties {
  readonly verdict: TokenVerdict;
  /** The API that says it. */
  readonly judge: string;
  readonly audience: string;
}

function Verdict({ verdict, judge, audience }: VerdictProperties) {
  const isAccepted = verdict.verdict === "accepted";
  return (
    <Alert
      color={isAccepted ? "green" : "red"}
      icon={isAccepted ? <IconCheck size={18} aria-hidden /> : <IconX size={18} aria-hidden />}
      title={isAccepted ? "Accepted" : "Refused"}
      p="sm"
    >
      <Text size="xs">
        by {judge}, whose audience is <code>{audience}</code>
        {!isAccepted && verdict.reason !== null && (
          <>
            : <code>{verdict.reason}</code>
          </>
        )}
      </Text>
      {!isAccepted && verdict.detail !== null && (
        <Text size="xs" mt={4}>
          {verdict.detail}
        </Text>
      )}
      {!isAccepted && audience === OTHER_AUDIENCE && (
        <Text size="xs" mt={4}>
          As it should be: a token works at the API that it is for, and nowhere else.
        </Text>
      )}
    </Alert>
  );
}
