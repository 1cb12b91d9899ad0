import type { CreatedSecret } from "@celitech-auth/contract";
import { Alert, Button, Checkbox, Group, Modal, Stack, Tabs, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconAlertTriangle, IconArrowRight } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useHeldPage } from "../elements/use-held-page.ts";
import { useReturnedFocus } from "../elements/use-returned-focus.ts";
import { Snippets } from "../snippets/snippets.tsx";
import { TestPanel } from "../test-panel/test-panel.tsx";
import { SecretFields } from "./secret-fields.tsx";

interface Properties {
  readonly created: CreatedSecret;
  /** What becomes of the other secret, for a rotation. */
  readonly note?: ReactNode;
  readonly onClose: () => void;
}

/**
 * Shows a secret this once. It lives in this dialog's memory and nowhere else; the dialog closes only when the secret was copied, downloaded, or
 * someone says that it is stored.
 */
export function SecretDialog({ created, note, onClose }: Properties) {
  useReturnedFocus();
  const [isStored, setStored] = useState(false);
  const isPhone = useMediaQuery("(max-width: 48em)") ?? false;
  const { client, client_secret: secret } = created;
  const canClose = isStored || secret === null;
  useHeldPage(!canClose);
  return (
    <Modal
      opened
      onClose={onClose}
      title={secret === null ? "The secret was shown already" : "Store your secret"}
      size={720}
      fullScreen={isPhone}
      closeOnEscape={canClose}
      closeOnClickOutside={canClose}
      withCloseButton={canClose}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {secret === null ? (
        <LostSecret onClose={onClose} />
      ) : (
        <Steps {...{ client, secret, note, isStored, onClose }} onStored={setStored} />
      )}
    </Modal>
  );
}

/** The first answer never arrived, and the service keeps no secret that it could show again. */
function LostSecret({ onClose }: { readonly onClose: () => void }) {
  return (
    <Stack gap="md">
      <Text size="sm">
        The request had got through before, but its answer was lost on the way. Secrets are not kept, so this one cannot
        be shown again: rotate it and store the new one.
      </Text>
      <Group justify="flex-end">
        <Button onClick={onClose}>Close</Button>
      </Group>
    </Stack>
  );
}

interface StepsProperties {
  readonly client: CreatedSecret["client"];
  readonly secret: string;
  readonly note: ReactNode;
  readonly isStored: boolean;
  readonly onStored: (isStored: boolean) => void;
  readonly onClose: () => void;
}

function Steps({ client, secret, note, isStored, onStored, onClose }: StepsProperties) {
  const [step, setStep] = useState<string | null>("store");
  const store = <Store {...{ client, secret, note }} onStored={() => onStored(true)} />;
  // An API that checks tokens gets none, so there is nothing to try.
  if (client.kind === "resource_server")
    return (
      <Stack gap="md">
        {store}
        <Foot {...{ isStored, onStored, onClose }} />
      </Stack>
    );
  return (
    <Stack gap="md">
      <Tabs value={step} onChange={setStep} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="store">1. Store it</Tabs.Tab>
          <Tabs.Tab value="try">2. Try it</Tabs.Tab>
          <Tabs.Tab value="use">3. Use it</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="store">{store}</Tabs.Panel>
        <Tabs.Panel value="try">
          <TestPanel client={client} secret={secret} />
        </Tabs.Panel>
        <Tabs.Panel value="use">
          <Snippets client={client} />
        </Tabs.Panel>
      </Tabs>
      <Foot {...{ isStored, onStored, onClose }}>
        {step === "store" && <NextStep text="Try it now" onClick={() => setStep("try")} />}
        {step === "try" && <NextStep text="Use it in your code" onClick={() => setStep("use")} />}
      </Foot>
    </Stack>
  );
}

interface StoreProperties extends Pick<StepsProperties, "client" | "secret" | "note"> {
  readonly onStored: () => void;
}

function Store({ client, secret, note, onStored }: StoreProperties) {
  return (
    <Stack gap="md">
      <Alert color="yellow" icon={<IconAlertTriangle size={18} aria-hidden />} p="sm">
        This is the only time that the secret is shown. Keep it on your server, in an environment variable or a secrets
        manager; never in a browser, an app or a repository.
      </Alert>
      {note}
      <SecretFields client={client} secret={secret} onStored={onStored} />
    </Stack>
  );
}

function NextStep({ text, onClick }: { readonly text: string; readonly onClick: () => void }) {
  return (
    <Button variant="default" rightSection={<IconArrowRight size={15} aria-hidden />} onClick={onClick}>
      {text}
    </Button>
  );
}

interface FootProperties extends Pick<StepsProperties, "isStored" | "onStored" | "onClose"> {
  readonly children?: ReactNode;
}

function Foot({ isStored, onStored, onClose, children }: FootProperties) {
  return (
    <Group justify="space-between" gap="sm">
      <Checkbox
        label="I have stored it"
        checked={isStored}
        onChange={(event) => onStored(event.currentTarget.checked)}
      />
      <Group gap="xs">
        {children}
        <Button onClick={onClose} disabled={!isStored}>
          Done
        </Button>
      </Group>
    </Group>
  );
}
