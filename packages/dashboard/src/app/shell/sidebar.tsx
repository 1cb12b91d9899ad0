import { Box, Stack, Text } from "@mantine/core";
import { IconLifebuoy } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useId } from "react";
import { useSession } from "../../session/session.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { Brand } from "./brand.tsx";
import { type NavigationGroup, navigationFor } from "./navigation.ts";
import classes from "./sidebar.module.css";

const OrganizationSwitch = lazy(async () => {
  const { OrganizationSwitch: component } = await import("./organization-switch.tsx");
  return { default: component };
});

/** Navigation, the choice of a partner, support and the account. */
export function Sidebar({ isInDrawer = false }: { readonly isInDrawer?: boolean }) {
  const session = useSession();
  const { support_url: supportUrl } = session.service;
  return (
    <Stack h="100%" gap={0}>
      {!isInDrawer && (
        <Box px="md" pt={18} pb="xs">
          <Brand />
        </Box>
      )}
      {session.memberships.length > 1 && (
        <Suspense fallback={<Box h={52} />}>
          <OrganizationSwitch />
        </Suspense>
      )}
      <nav aria-label="Main" className={classes["groups"]}>
        {navigationFor(session).map((group) => (
          <Group key={group.label ?? ""} group={group} />
        ))}
      </nav>
      <div className={classes["foot"]}>
        {supportUrl !== null && (
          <a className={classes["link"]} href={supportUrl} target="_blank" rel="noreferrer">
            <IconLifebuoy size={17} stroke={1.7} aria-hidden />
            Contact support
          </a>
        )}
        <AccountMenu />
      </div>
    </Stack>
  );
}

function Group({ group: { label, items } }: { readonly group: NavigationGroup }) {
  const id = useId();
  return (
    <div>
      {label !== undefined && (
        <Text id={id} size="xs" c="dimmed" fw={550} px={10} pb={4}>
          {label}
        </Text>
      )}
      <ul className={classes["list"]} {...(label !== undefined && { "aria-labelledby": id })}>
        {items.map(({ label: text, to, icon: Icon }) => (
          <li key={to}>
            <Link to={to} className={classes["link"]} activeOptions={{ exact: to === "/", includeSearch: false }}>
              <Icon size={17} stroke={1.7} aria-hidden />
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
