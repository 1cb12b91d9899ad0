import { Anchor, type AnchorProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

interface Properties extends AnchorProps, Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> {
  readonly ref?: Ref<HTMLAnchorElement>;
}

function TextAnchor(properties: Properties) {
  return <Anchor inherit {...properties} />;
}

/** Goes to another page of the dashboard. */
export const LinkText = createLink(TextAnchor);
