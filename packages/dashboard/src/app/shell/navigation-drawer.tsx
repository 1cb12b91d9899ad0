import { Drawer } from "@mantine/core";
import classes from "./app-frame.module.css";
import { Brand } from "./brand.tsx";
import { Sidebar } from "./sidebar.tsx";

interface Properties {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** The navigation of narrow screens. */
export function NavigationDrawer({ isOpen, onClose }: Properties) {
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="left"
      size={300}
      padding={0}
      title={<Brand />}
      closeButtonProps={{ "aria-label": "Close navigation" }}
      classNames={{ header: classes["drawerHeader"] ?? "", body: classes["drawerBody"] ?? "" }}
    >
      <Sidebar isInDrawer />
    </Drawer>
  );
}
