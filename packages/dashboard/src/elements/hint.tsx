import { ActionIcon, Tooltip } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";

/** A word that needs an explanation carries this mark; hover, focus or a tap shows the text. */
export function Hint({ about, text }: { readonly about: string; readonly text: string }) {
  return (
    <Tooltip label={text} multiline w={280}>
      <ActionIcon variant="transparent" color="gray" size={24} aria-label={`What is ${about}?`}>
        <IconInfoCircle size={15} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
