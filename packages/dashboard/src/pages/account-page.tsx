import { Paper } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { PasskeySection } from "../account/passkey-section.tsx";
import { PasswordSection } from "../account/password-section.tsx";
import { ProfileSection } from "../account/profile-section.tsx";
import { RecoveryCodeSection } from "../account/recovery-code-section.tsx";
import { SessionSection } from "../account/session-section.tsx";
import { apiQuery } from "../api/api-query.ts";
import { ErrorState } from "../elements/error-state.tsx";
import { LoadingRows } from "../elements/loading-rows.tsx";
import { PageHeader } from "../elements/page-header.tsx";

/** Who one is here, and how one signs in. */
export function AccountPage() {
  const { data, error, refetch } = useQuery(apiQuery("GET /account"));
  return (
    <>
      <PageHeader title="Your account" description="Who you are here, how you sign in, and where." />
      <ProfileSection />
      {data === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      {data === undefined && error === null && (
        <Paper mb="xl">
          <LoadingRows />
        </Paper>
      )}
      {data !== undefined && (
        <>
          <PasskeySection passkeys={data.passkeys} />
          <PasswordSection hasPassword={data.has_password} />
          <RecoveryCodeSection left={data.recovery_codes_left} />
        </>
      )}
      <SessionSection />
    </>
  );
}
