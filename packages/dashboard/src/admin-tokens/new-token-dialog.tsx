import { Text } from "@mantine/core";
import { ShownOnceDialog } from "../elements/shown-once-dialog.tsx";
import { TextToCopy } from "../elements/text-to-copy.tsx";
import { useSession } from "../session/session.tsx";

interface Properties {
  readonly isOpen: boolean;
  /** null: it was shown before. Undefined: none was made yet. */
  readonly token: string | null | undefined;
  readonly onClose: () => void;
}

/** A new admin token, and how a program sends it. */
export function NewTokenDialog({ isOpen, token, onClose }: Properties) {
  const { service } = useSession();
  const example = `curl -H "Authorization: Bearer $CELITECH_AUTH_ADMIN_TOKEN" \\\n  "${service.public_url}/api/v1/clients"`;
  return (
    <ShownOnceDialog
      isOpen={isOpen}
      onClose={onClose}
      title="Your admin token"
      what="token"
      lost={token === null ? "The token was shown before. Revoke it and create a new one." : undefined}
    >
      {(onTaken) => (
        <>
          <TextToCopy text={token ?? ""} what="token" onCopied={onTaken} isFocused />
          <Text size="sm">
            Keep it in a secrets manager or an environment variable, never in a repository. A program sends it with each
            request:
          </Text>
          <TextToCopy text={example} what="curl example" />
        </>
      )}
    </ShownOnceDialog>
  );
}
