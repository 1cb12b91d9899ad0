import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

const TYPING_MILLISECONDS = 200;

interface Properties {
  /** As in the URL. */
  readonly value: string;
  readonly onSearch: (text: string) => void;
  readonly label: string;
  readonly placeholder?: string;
}

/** A search that asks once the typing pauses, and follows the URL when someone goes back. */
export function DebouncedSearch({ value, onSearch, label, placeholder }: Properties) {
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const search = useDebouncedCallback((text: string) => {
    sent.current = text;
    onSearch(text);
  }, TYPING_MILLISECONDS);
  useEffect(() => {
    // What comes back from here is no news; more may have been typed since.
    if (value === sent.current) return;
    sent.current = value;
    setTyped(value);
  }, [value]);
  const change = (text: string) => {
    setTyped(text);
    search(text.trim());
  };
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={placeholder ?? label}
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={
        typed === "" ? null : <CloseButton size="sm" aria-label="Clear search" onClick={() => change("")} />
      }
      value={typed}
      maxLength={200}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
