import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";

const PAUSE_MILLISECONDS = 300;

interface Properties {
  readonly label: string;
  readonly value: string;
  /** Told when the typing pauses. */
  readonly onSearch: (text: string) => void;
}

/** Narrows a list while one types. */
export function SearchInput({ label, value, onSearch }: Properties) {
  const [typed, setTyped] = useState(value);
  const tell = useDebouncedCallback(onSearch, PAUSE_MILLISECONDS);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        tell(event.currentTarget.value.trim());
      }}
      w={{ base: "100%", xs: 300 }}
    />
  );
}
