import { Box, Select } from "@mantine/core";
import { useCurrentOrganization } from "../../session/current-organization.tsx";
import { useSession } from "../../session/session.tsx";

/** For people who belong to several partners: whose things are shown. */
export function OrganizationSwitch() {
  const { memberships } = useSession();
  const { id, choose } = useCurrentOrganization();
  const choices = memberships.map((one) => ({ value: one.organization_id, label: one.organization_name }));
  return (
    <Box px={10} py="xs">
      <Select
        size="sm"
        aria-label="Partner"
        data={[{ value: "", label: "All partners" }, ...choices]}
        value={id ?? ""}
        onChange={(value) => choose(value === "" ? null : value)}
        allowDeselect={false}
        comboboxProps={{ withinPortal: true }}
      />
    </Box>
  );
}
