import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./status-badge.module.css";

const COLORS = { good: "green", warning: "yellow", bad: "red", quiet: "gray", info: "accent" } as const;

interface Properties {
  readonly tone: keyof typeof COLORS;
  readonly children: ReactNode;
}

/** A state in a word; the word says it, the colour only helps. */
export function StatusBadge({ tone, children }: Properties) {
  return (
    <Badge color={COLORS[tone]} miw="max-content" leftSection={<span className={classes["dot"]} aria-hidden />}>
      {children}
    </Badge>
  );
}
