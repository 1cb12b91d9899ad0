/** @jsxImportSource preact */
import type { SessionState } from "@celitech-auth/contract";
import { callApi } from "../api/call-api.ts";
import { Button } from "./elements/button.tsx";
import { Failure } from "./elements/failure.tsx";
import { Heading } from "./elements/heading.tsx";
import { LinkPurpose } from "./link-purpose.tsx";
import type { OneTimeLink } from "./one-time-link.ts";
import { useAction } from "./use-action.ts";

interface Properties {
  readonly token: string;
  readonly link: OneTimeLink;
  readonly session: SessionState;
  readonly onOtherAccount: () => void;
}

/** For someone who is signed in: the account that is there gets the invitation. */
export function AcceptInvitation({ token, link, session: { user }, onOtherAccount }: Properties) {
  const { isBusy, error, run } = useAction();
  const accept = async () => {
    await callApi("POST /links/accept", { body: { token } });
    location.replace("/");
  };
  return (
    <>
      <Heading title="You are invited" />
      <LinkPurpose link={link} />
      <p>
        You are signed in as <strong>{user.name}</strong> ({user.email}).
      </p>
      <Failure error={error} />
      <Button kind="primary" isBusy={isBusy} onClick={() => run(accept)}>
        Accept as {user.name}
      </Button>
      <div class="other-ways">
        <Button kind="quiet" onClick={onOtherAccount}>
          Make another account
        </Button>
      </div>
    </>
  );
}
