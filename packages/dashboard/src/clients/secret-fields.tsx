import type { Client } from "@celitech-auth/contract";
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { CopyButton } from "../elements/copy-button.tsx";
import { downloadFile } from "../elements/download-file.ts";
import { useSession } from "../session/session.tsx";
import { apiOriginsOf, writeEnvFile, writeJsonFile } from "./credential-file.ts";
import classes from "./secret-fields.module.css";

interface Properties {
  readonly client: Client;
  readonly secret: string;
  /** The secret was copied or downloaded. */
  readonly onStored: () => void;
}

/** The client id and the secret, each to copy, and both as a file. */
export function SecretFields({ client, secret, onStored }: Properties) {
  const { token_url: tokenUrl } = useSession().service;
  const credentials = { clientId: client.id, clientSecret: secret, tokenUrl, apiOrigins: apiOriginsOf(client) };
  const download = (name: string, text: string, type: string) => {
    downloadFile({ name, text, type });
    onStored();
  };
  return (
    <Stack gap="sm">
      <CopyField label="Client id" value={client.id} what="client id" />
      <CopyField label="Client secret" value={secret} what="client secret" onCopied={onStored} />
      <Group gap="xs">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => download(`${fileName(client.name)}.env`, writeEnvFile(credentials), "text/plain")}
        >
          Download .env
        </Button>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => download(`${fileName(client.name)}.json`, writeJsonFile(credentials), "application/json")}
        >
          Download JSON
        </Button>
      </Group>
    </Stack>
  );
}

function fileName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return plain === "" ? "celitech" : plain;
}

interface FieldProperties {
  readonly label: string;
  readonly value: string;
  readonly what: string;
  readonly onCopied?: () => void;
}

function CopyField({ label, value, what, onCopied }: FieldProperties) {
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <TextInput
        label={label}
        value={value}
        readOnly
        autoComplete="off"
        spellCheck={false}
        flex={1}
        classNames={{ input: classes["value"] ?? "" }}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className={classes["copy"]}>
        <CopyButton text={value} what={what} withLabel {...(onCopied !== undefined && { onCopied })} />
      </div>
    </Group>
  );
}
