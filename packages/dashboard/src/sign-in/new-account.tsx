/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import { Heading } from "./elements/heading.tsx";
import { LinkPurpose } from "./link-purpose.tsx";
import { NewAccountForm } from "./new-account-form.tsx";
import type { OneTimeLink } from "./one-time-link.ts";
import { RecoveryCodes } from "./recovery-codes.tsx";

interface Properties {
  readonly token: string;
  readonly link: OneTimeLink;
  readonly isFocused: boolean;
}

/** By a set-up link or an invitation: first the account, then its recovery codes, which are shown once. */
export function NewAccount({ token, link, isFocused }: Properties) {
  const [codes, setCodes] = useState<readonly string[]>();
  if (codes !== undefined) return <RecoveryCodes codes={codes} />;
  return (
    <>
      <Heading title={link.kind === "setup" ? "Set up the dashboard" : "You are invited"} isFocused={isFocused} />
      <LinkPurpose link={link} />
      <NewAccountForm token={token} email={link.email ?? ""} onCreated={setCodes} />
      <p class="expiry">This link works once, until {formatTime(link.expires_at)}.</p>
    </>
  );
}

function formatTime(time: string): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}
