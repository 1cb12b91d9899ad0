import type { ServiceState } from "@celitech-auth/contract";
import { Paper, Stack, Text } from "@mantine/core";
import { LinkButton } from "../elements/link-button.tsx";
import { Section } from "../elements/section.tsx";
import { TextToCopy } from "../elements/text-to-copy.tsx";

/** The end of the audit chain, to be kept elsewhere, and the command that checks it. */
export function AuditHead({ audit }: Pick<ServiceState, "audit">) {
  const { entries, head } = audit;
  const command = `npx celitech-auth audit verify${head === null ? "" : ` --head ${head}`}`;
  return (
    <Section
      title="Audit chain"
      description="Each entry is sealed to the one before. Keep the head somewhere else now and then: the command then proves that nothing was changed or cut off since."
      actions={
        <LinkButton variant="default" to="/audit-log">
          Audit log
        </LinkButton>
      }
    >
      <Paper p="lg">
        <Stack gap="md">
          <Text size="sm">{entries === 1 ? "1 entry" : `${entries.toLocaleString("en")} entries`}</Text>
          {head !== null && <Line name="Head" text={head} what="head" />}
          <Line name="Check it on the machine of the service" text={command} what="command" />
        </Stack>
      </Paper>
    </Section>
  );
}

function Line({ name, text, what }: { readonly name: string; readonly text: string; readonly what: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {name}
      </Text>
      <TextToCopy text={text} what={what} />
    </div>
  );
}
