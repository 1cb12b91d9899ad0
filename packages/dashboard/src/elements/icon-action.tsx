import { ActionIcon, Tooltip } from "@mantine/core";
import type { ReactNode } from "react";

interface Properties {
  /** What it does, and to what, as in "Remove Leila Haddad". */
  readonly label: string;
  readonly icon: ReactNode;
  readonly isDangerous?: boolean;
  readonly onClick: () => void;
}

/** A button of a row that is an icon; hover or focus shows its words. */
export function IconAction({ label, icon, isDangerous = false, onClick }: Properties) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color={isDangerous ? "red" : "gray"} size="lg" aria-label={label} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
