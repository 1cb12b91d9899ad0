import { ActionIcon, Button, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { copyText } from "./copy-text.ts";

type State = "idle" | "copied" | "refused";
const SHOWN_MILLISECONDS = 2_000;

interface Properties {
  readonly text: string;
  /** What is copied, as in "Copy client id". */
  readonly what: string;
  /** A button with words instead of an icon. */
  readonly withLabel?: boolean;
  readonly onCopied?: () => void;
}

/** Copies a text and says so, to the eye and to screen readers. */
export function CopyButton({ text, what, withLabel = false, onCopied }: Properties) {
  const [state, setState] = useState<State>("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    const isCopied = await copyText(text);
    setState(isCopied ? "copied" : "refused");
    if (isCopied) onCopied?.();
  };
  const said = { idle: "", copied: "Copied", refused: "The browser did not allow to copy" }[state];
  const icon = <CopyIcon state={state} />;
  return (
    <>
      {withLabel ? (
        <Button
          variant="default"
          size="xs"
          leftSection={icon}
          onClick={copy}
          aria-label={state === "copied" ? `Copied ${what}` : `Copy ${what}`}
        >
          {state === "copied" ? "Copied" : "Copy"}
        </Button>
      ) : (
        <Tooltip label={said === "" ? `Copy ${what}` : said}>
          <ActionIcon variant="subtle" color="gray" size={26} onClick={copy} aria-label={`Copy ${what}`}>
            {icon}
          </ActionIcon>
        </Tooltip>
      )}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </>
  );
}

function CopyIcon({ state }: { readonly state: State }) {
  switch (state) {
    case "idle":
      return <IconCopy size={15} aria-hidden />;
    case "copied":
      return <IconCheck size={15} aria-hidden />;
    case "refused":
      return <IconAlertTriangle size={15} aria-hidden />;
  }
}
