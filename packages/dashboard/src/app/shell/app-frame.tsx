import { AppShell, Burger, Drawer, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { CurrentOrganizationProvider } from "../../session/current-organization.tsx";
import { SessionProvider } from "../../session/session.tsx";
import classes from "./app-frame.module.css";
import { Brand } from "./brand.tsx";
import { IdentityDialog } from "./identity-dialog.tsx";
import { Sidebar } from "./sidebar.tsx";

const NAVBAR_PIXELS = 248;

/** What stands around every page: navigation on the left, in a drawer on narrow screens. */
export function AppFrame() {
  return (
    <SessionProvider>
      <CurrentOrganizationProvider>
        <Frame />
        <IdentityDialog />
      </CurrentOrganizationProvider>
    </SessionProvider>
  );
}

function Frame() {
  const [isOpen, { open, close }] = useDisclosure();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes when another page is shown.
  useEffect(close, [pathname]);
  return (
    <AppShell
      navbar={{ width: NAVBAR_PIXELS, breakpoint: "sm", collapsed: { mobile: true } }}
      header={{ height: { base: 52, sm: 0 } }}
      padding={0}
    >
      <a className={classes["skip"]} href="#main">
        Skip to the page
      </a>
      <AppShell.Header hiddenFrom="sm">
        <Group h="100%" px="md" justify="space-between">
          <Brand />
          <Burger opened={isOpen} onClick={open} size="sm" aria-label="Open navigation" />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes["navbar"]}>
        <Sidebar />
      </AppShell.Navbar>
      <Drawer
        opened={isOpen}
        onClose={close}
        position="left"
        size={300}
        padding={0}
        title={<Brand />}
        hiddenFrom="sm"
        closeButtonProps={{ "aria-label": "Close navigation" }}
        classNames={{ header: classes["drawerHeader"] ?? "", body: classes["drawerBody"] ?? "" }}
      >
        <Sidebar isInDrawer />
      </Drawer>
      <AppShell.Main id="main" tabIndex={-1} className={classes["main"]}>
        <div className={classes["page"]}>
          <Outlet />
        </div>
      </AppShell.Main>
    </AppShell>
  );
}
