import { Button, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";

interface Properties {
  /** The cursor in the URL; undefined: this is the first page. */
  readonly cursor: string | undefined;
  readonly nextCursor: string | null;
  readonly shown: number;
  /** Goes to the page of the cursor; undefined: the first one. */
  readonly onTurn: (cursor: string | undefined) => void;
  /** Such as "clients". */
  readonly what: string;
}

/** Turns the pages of a list. The browser's back button goes a page back. */
export function Pager({ cursor, nextCursor, shown, onTurn, what }: Properties) {
  if (cursor === undefined && nextCursor === null)
    return (
      <Text size="xs" c="dimmed" px="md" py="sm" role="status">
        {shown} {shown === 1 ? what.replace(/s$/, "") : what}
      </Text>
    );
  return (
    <Group justify="space-between" px="md" py="sm" component="nav" aria-label={`Pages of ${what}`}>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconChevronLeft size={14} aria-hidden />}
        disabled={cursor === undefined}
        onClick={() => onTurn(undefined)}
      >
        First page
      </Button>
      <Button
        variant="default"
        size="xs"
        rightSection={<IconChevronRight size={14} aria-hidden />}
        disabled={nextCursor === null}
        onClick={() => nextCursor !== null && onTurn(nextCursor)}
      >
        Next page
      </Button>
    </Group>
  );
}
