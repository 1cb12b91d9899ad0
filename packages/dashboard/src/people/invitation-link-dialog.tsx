import type { Invitation } from "@celitech-auth/contract";
import { Text } from "@mantine/core";
import { ShownOnceDialog } from "../elements/shown-once-dialog.tsx";
import { TextToCopy } from "../elements/text-to-copy.tsx";
import { describeAbsolute } from "../time/describe-time.ts";

export interface ShownInvitation {
  readonly invitation: Invitation;
  /** null: the answer to a request that was sent twice holds no link. */
  readonly link: string | null;
}

const BECOMES = {
  viewer: "a viewer",
  developer: "a developer",
  owner: "an owner",
  operator: "an operator",
} as const;

interface Properties {
  readonly isOpen: boolean;
  readonly shown: ShownInvitation | undefined;
  readonly onClose: () => void;
}

/** The one-time link of a new invitation, to be passed on. */
export function InvitationLinkDialog({ isOpen, shown, onClose }: Properties) {
  return (
    <ShownOnceDialog
      isOpen={isOpen}
      onClose={onClose}
      title="Pass this link on"
      what="link"
      lost={shown?.link === null ? "The link was shown before. Withdraw the invitation and make a new one." : undefined}
    >
      {(onTaken) =>
        shown === undefined ? null : (
          <>
            <Text size="sm">
              Send it{shown.invitation.email === null ? "" : ` to ${shown.invitation.email}`} over a channel that you
              trust: whoever opens it first becomes {BECOMES[shown.invitation.role ?? "operator"]}. It works once, until{" "}
              {describeAbsolute(new Date(shown.invitation.expires_at))}.
            </Text>
            <TextToCopy text={shown.link ?? ""} what="link" onCopied={onTaken} isFocused />
          </>
        )
      }
    </ShownOnceDialog>
  );
}
