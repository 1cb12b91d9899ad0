import { Avatar, Box, Group, Menu, Text, UnstyledButton, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import {
  IconCheck,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSun,
  IconUser,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { callApi } from "../../api/call-api.ts";
import { useSession } from "../../session/session.tsx";
import classes from "./account-menu.module.css";

const SCHEMES = [
  { value: "light", label: "Light", icon: IconSun },
  { value: "dark", label: "Dark", icon: IconMoon },
  { value: "auto", label: "As the system", icon: IconDeviceDesktop },
] as const;

/** Who is signed in: their account, the colours, and signing out. */
export function AccountMenu() {
  const { user, is_operator: isOperator, memberships } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const place = isOperator ? "Operator" : memberships.length === 1 ? memberships[0]?.organization_name : user.email;
  return (
    <Menu position="top-start" width={228} withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes["button"]}>
          <Group gap={10} wrap="nowrap">
            <Avatar size={30} radius="xl" color="accent" name={user.name} aria-hidden />
            <Box miw={0} flex={1}>
              <Text size="sm" fw={550} truncate>
                {user.name}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {place}
              </Text>
            </Box>
            <VisuallyHidden>Account menu</VisuallyHidden>
            <IconSelector size={15} aria-hidden />
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconUser size={16} aria-hidden />}>
          Account and sign-in
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Colours</Menu.Label>
        {SCHEMES.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            leftSection={<Icon size={16} aria-hidden />}
            rightSection={colorScheme === value ? <IconCheck size={14} aria-hidden /> : null}
            onClick={() => setColorScheme(value)}
            closeMenuOnClick={false}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

async function signOut(): Promise<void> {
  await callApi("DELETE /session").catch(() => undefined);
  location.assign("/sign-in");
}
