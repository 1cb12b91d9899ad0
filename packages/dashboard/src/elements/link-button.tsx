import { Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

interface Properties extends ButtonProps, Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps> {
  readonly ref?: Ref<HTMLAnchorElement>;
}

function ButtonAnchor(properties: Properties) {
  return <Button component="a" {...properties} />;
}

/** Goes to another page and looks like a button. */
export const LinkButton = createLink(ButtonAnchor);
