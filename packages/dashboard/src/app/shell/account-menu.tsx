import {
  Avatar,
  Box,
  Group,
  type MantineColorScheme,
  Menu,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import { IconDeviceDesktop, IconLogout, IconMoon, IconSelector, IconSun, IconUser } from "@tabler/icons-react";
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
    <Menu position="top-start" width={228} withinPortal withInitialFocusPlaceholder={false}>
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
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
          {SCHEMES.map(({ value, label, icon: Icon }) => (
            <Menu.RadioItem
              key={value}
              value={value}
              rightSection={<Icon size={16} aria-hidden />}
              closeMenuOnClick={false}
            >
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
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
