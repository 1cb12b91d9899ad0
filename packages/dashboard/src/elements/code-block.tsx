import { Box } from "@mantine/core";
import classes from "./code-block.module.css";
import { CopyButton } from "./copy-button.tsx";

interface Properties {
  readonly code: string;
  /** What it is, as in "Copy curl command". */
  readonly what: string;
  readonly maxHeight?: number;
}

/** Program text to copy; long lines scroll sideways. */
export function CodeBlock({ code, what, maxHeight }: Properties) {
  return (
    <Box className={classes["block"]}>
      {/* biome-ignore-start lint/a11y: what scrolls has to be reachable by keyboard, and needs a name then; no element says that. */}
      <pre className={classes["code"]} tabIndex={0} role="group" aria-label={what} style={{ maxHeight }}>
        <code>{code}</code>
      </pre>
      {/* biome-ignore-end lint/a11y: see above */}
      <div className={classes["copy"]}>
        <CopyButton text={code} what={what} />
      </div>
    </Box>
  );
}
