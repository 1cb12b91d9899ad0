import type { OrganizationRole } from "@celitech-auth/contract";
import { Radio, Stack } from "@mantine/core";
import { ROLES } from "./roles.ts";

interface Properties {
  readonly value: OrganizationRole;
  readonly onChange: (role: OrganizationRole) => void;
  readonly error?: string | undefined;
}

/** Chooses a role; each says what it may do. */
export function RoleField({ value, onChange, error }: Properties) {
  return (
    <Radio.Group label="Role" value={value} onChange={(role) => onChange(role as OrganizationRole)} error={error}>
      <Stack gap="xs" mt={6}>
        {ROLES.map((role) => (
          <Radio key={role.value} value={role.value} label={role.label} description={role.description} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
