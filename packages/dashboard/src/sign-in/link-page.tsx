/** @jsxImportSource preact */
import type { SessionState } from "@celitech-auth/contract";
import { useEffect, useState } from "preact/hooks";
import { ApiProblem } from "../api/api-problem.ts";
import { callApi } from "../api/call-api.ts";
import { AcceptInvitation } from "./accept-invitation.tsx";
import { Button } from "./elements/button.tsx";
import { Failure } from "./elements/failure.tsx";
import { Heading } from "./elements/heading.tsx";
import { LinkSignIn } from "./link-sign-in.tsx";
import { NewAccount } from "./new-account.tsx";
import type { OneTimeLink } from "./one-time-link.ts";
import { SpentLink } from "./spent-link.tsx";

type View =
  | { readonly kind: "loading" }
  | { readonly kind: "spent" }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "found"; readonly link: OneTimeLink; readonly session: SessionState | undefined };

interface Properties {
  readonly token: string | undefined;
  readonly hasSession: boolean;
}

/** `/setup`, `/invitation` and `/sign-in-link`: what the link is for, the server knows. Looking does not use it up. */
export function LinkPage({ token, hasSession }: Properties) {
  const [view, setView] = useState<View>({ kind: "loading" });
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further try looks again
  useEffect(() => {
    if (token === undefined) setView({ kind: "spent" });
    else findLink(token, hasSession).then(setView, (error: unknown) => setView({ kind: "failed", error }));
  }, [token, hasSession, tries]);
  switch (view.kind) {
    case "loading":
      return <p role="status">Looking at your link …</p>;
    case "spent":
      return <SpentLink isMissing={token === undefined} />;
    case "failed":
      return (
        <>
          <Heading title="The link could not be looked at" isFocused />
          <Failure error={view.error} />
          <Button kind="primary" onClick={() => setTries(tries + 1)}>
            Try again
          </Button>
        </>
      );
    case "found":
      return <FoundLink token={token ?? ""} link={view.link} session={view.session} />;
  }
}

async function findLink(token: string, hasSession: boolean): Promise<View> {
  try {
    const link = await callApi("POST /links/inspect", { body: { token } });
    // The cookie may be of a session that has ended: then this is as for everybody else.
    const session = hasSession ? await callApi("GET /session").catch(() => undefined) : undefined;
    return { kind: "found", link, session };
  } catch (error) {
    if (error instanceof ApiProblem && error.code === "link_spent") return { kind: "spent" };
    throw error;
  }
}

interface FoundProperties {
  readonly token: string;
  readonly link: OneTimeLink;
  readonly session: SessionState | undefined;
}

function FoundLink({ token, link, session }: FoundProperties) {
  const [isOtherAccount, setOtherAccount] = useState(false);
  if (link.kind === "sign_in") return <LinkSignIn token={token} email={link.email} />;
  if (link.kind === "invitation" && session !== undefined && !isOtherAccount)
    return (
      <AcceptInvitation token={token} link={link} session={session} onOtherAccount={() => setOtherAccount(true)} />
    );
  return <NewAccount token={token} link={link} isFocused={isOtherAccount} />;
}
