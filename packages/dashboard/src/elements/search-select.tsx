import { Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";

const TYPING_MILLISECONDS = 200;

/** What is typed in a `SearchSelect`, and what of it the service is to be asked for once the typing pauses. */
export function useTypedSearch(): { readonly search: string | undefined; readonly onSearch: (text: string) => void } {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, TYPING_MILLISECONDS);
  return { search: search || undefined, onSearch: setTyped };
}

interface Properties
  extends Omit<SelectProps, "data" | "value" | "onChange" | "onSearchChange" | "searchable" | "filter" | "onFocus"> {
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  /** What the service found; the chosen one may be missing. */
  readonly found: readonly { readonly value: string; readonly label: string }[];
  /** Of the chosen one; undefined: not yet known, its id is shown. */
  readonly chosenName: string | undefined;
  readonly onSearch: (text: string) => void;
}

/** One of more things than fit in a list: the service searches for what is typed. */
export function SearchSelect({ value, onChange, found, chosenName, onSearch, ...select }: Properties) {
  const isListed = value === null || found.some((one) => one.value === value);
  const items = isListed ? [...found] : [{ value, label: chosenName ?? value }, ...found];
  return (
    <Select
      {...select}
      data={items}
      value={value}
      onChange={onChange}
      searchable
      onSearchChange={(text) => onSearch(items.some((one) => one.label === text) ? "" : text)}
      // So that typing replaces the name of the chosen one.
      onFocus={(event) => event.currentTarget.select()}
      // The service has searched already.
      filter={({ options }) => options}
    />
  );
}
