import { Button, Code, Group, Paper, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useChange } from "../api/api-query.ts";
import { ConfirmDialog } from "../elements/confirm-dialog.tsx";
import { CopyButton } from "../elements/copy-button.tsx";
import { downloadFile } from "../elements/download-file.ts";
import { Section } from "../elements/section.tsx";
import { ShownOnceDialog } from "../elements/shown-once-dialog.tsx";
import { StatusBadge } from "../elements/status-badge.tsx";
import { useDialog } from "../elements/use-dialog.ts";

const FEW_CODES = 3;

/** How many recovery codes are left, and new ones. */
export function RecoveryCodeSection({ left }: { readonly left: number }) {
  const confirmation = useDialog();
  const shown = useDialog<readonly string[]>();
  const renew = useChange("POST /account/recovery-codes", { refreshes: ["/account"] });
  return (
    <Section
      title="Recovery codes"
      description="For the day on which your passkey or password is gone. Each works once."
    >
      <Paper p="lg">
        <Group justify="space-between" gap="sm">
          <Group gap="sm">
            <Text size="sm">{left === 1 ? "1 code is left" : `${left} codes are left`}</Text>
            {left <= FEW_CODES && (
              <StatusBadge tone={left === 0 ? "bad" : "warning"}>{left === 0 ? "None" : "Few"}</StatusBadge>
            )}
          </Group>
          <Button variant="default" onClick={() => confirmation.open(true)}>
            Make new codes
          </Button>
        </Group>
      </Paper>
      <ConfirmDialog
        isOpen={confirmation.isOpen}
        onClose={confirmation.close}
        title="Make new recovery codes"
        action="Make new codes"
        onConfirm={async () => {
          const { recovery_codes } = await renew.mutateAsync({});
          confirmation.close();
          shown.open(recovery_codes);
        }}
      >
        The codes that you have stop working at once. The new ones are shown once.
      </ConfirmDialog>
      <ShownOnceDialog isOpen={shown.isOpen} onClose={shown.close} title="Your recovery codes" what="codes">
        {(onTaken) => <RecoveryCodes codes={shown.target ?? []} onTaken={onTaken} />}
      </ShownOnceDialog>
    </Section>
  );
}

interface CodesProps {
  readonly codes: readonly string[];
  readonly onTaken: () => void;
}

function RecoveryCodes({ codes, onTaken }: CodesProps) {
  const text = codes.join("\n");
  return (
    <>
      <Text size="sm">Keep them where you find them without this device: in a password manager, or on paper.</Text>
      <Code block tabIndex={0}>
        {text}
      </Code>
      <Group gap="xs">
        <CopyButton text={text} what="codes" withLabel onCopied={onTaken} />
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={15} aria-hidden />}
          onClick={() => {
            downloadFile({ name: "celitech-auth-recovery-codes.txt", text: `${text}\n`, type: "text/plain" });
            onTaken();
          }}
        >
          Download
        </Button>
      </Group>
    </>
  );
}
