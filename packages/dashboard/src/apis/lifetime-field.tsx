import { TOKEN_LIFETIME_SECONDS_MAX } from "@celitech-auth/contract/limits";
import { Group, NumberInput, Select } from "@mantine/core";
import { LIFETIME_UNITS, type LifetimeUnit, type TypedLifetime } from "./token-lifetime.ts";

interface Properties {
  readonly value: TypedLifetime;
  readonly onChange: (value: TypedLifetime) => void;
  readonly error?: string | undefined;
}

/** How long tokens live, in a unit that people think in. Empty: as long as the service says. */
export function LifetimeField({ value, onChange, error }: Properties) {
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <NumberInput
        label="Tokens live"
        description="Empty: the default of the service. Short is safer; clients renew on their own."
        placeholder="Default"
        value={value.count}
        onChange={(count) => onChange({ ...value, count })}
        error={error}
        min={1}
        max={Math.floor(TOKEN_LIFETIME_SECONDS_MAX / Number(value.unit))}
        allowDecimal={false}
        allowNegative={false}
        thousandSeparator=","
        flex={1}
        inputWrapperOrder={["label", "input", "description", "error"]}
      />
      <Select
        label="Unit"
        data={[...LIFETIME_UNITS]}
        value={value.unit}
        onChange={(unit) => unit !== null && onChange({ ...value, unit: unit as LifetimeUnit })}
        allowDeselect={false}
        w={130}
      />
    </Group>
  );
}
