import { Radio, Stack } from "@mantine/core";
import type { SigningAlgorithm } from "../signing-keys/key-timeline.ts";

interface Properties {
  readonly value: SigningAlgorithm;
  readonly onChange: (value: SigningAlgorithm) => void;
  readonly error?: string | undefined;
}

/** How the tokens of an API are signed. */
export function AlgorithmField({ value, onChange, error }: Properties) {
  return (
    <Radio.Group
      label="Signed with"
      value={value}
      onChange={(next) => onChange(next === "RS256" ? "RS256" : "ES256")}
      error={error}
    >
      <Stack gap="xs" mt={6}>
        <Radio value="ES256" label="ES256" description="Small and fast. Every current JWT library knows it." />
        <Radio value="RS256" label="RS256" description="For APIs whose gateway knows RSA only." />
      </Stack>
    </Radio.Group>
  );
}
