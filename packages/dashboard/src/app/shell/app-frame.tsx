import { Burger, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { NoticeHost } from "../../elements/notice-host.tsx";
import { CurrentOrganizationProvider } from "../../session/current-organization.tsx";
import { SessionProvider } from "../../session/session.tsx";
import classes from "./app-frame.module.css";
import { Brand } from "./brand.tsx";
import { IdentityDialog } from "./identity-dialog.tsx";
import { Sidebar } from "./sidebar.tsx";

const NavigationDrawer = lazy(async () => {
  const { NavigationDrawer: component } = await import("./navigation-drawer.tsx");
  return { default: component };
});

/** What stands around every page: navigation on the left, in a drawer on narrow screens. */
export function AppFrame() {
  return (
    <SessionProvider>
      <CurrentOrganizationProvider>
        <Frame />
        <IdentityDialog />
        <NoticeHost />
      </CurrentOrganizationProvider>
    </SessionProvider>
  );
}

function Frame() {
  const [isOpen, { open, close }] = useDisclosure();
  const [wasOpened, setOpened] = useState(false);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes when another page is shown.
  useEffect(close, [pathname]);
  return (
    <div className={classes["frame"]}>
      <a className={classes["skip"]} href="#main">
        Skip to the page
      </a>
      <header className={classes["header"]}>
        <Group h="100%" px="md" justify="space-between">
          <Brand />
          <Burger
            opened={isOpen}
            onClick={() => {
              setOpened(true);
              open();
            }}
            size="sm"
            aria-label="Open navigation"
          />
        </Group>
      </header>
      <div className={classes["sidebar"]}>
        <Sidebar />
      </div>
      {wasOpened && (
        <Suspense>
          <NavigationDrawer isOpen={isOpen} onClose={close} />
        </Suspense>
      )}
      <main id="main" tabIndex={-1} className={classes["main"]}>
        <div className={classes["page"]}>
          <Outlet />
        </div>
      </main>
    </div>
  );
}
