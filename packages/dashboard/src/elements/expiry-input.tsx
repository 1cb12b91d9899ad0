import { Group, NativeSelect, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";

const DAY_MILLISECONDS = 86_400_000;
const CHOICES = [
  { value: "never", label: "Never" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "180", label: "In 180 days" },
  { value: "365", label: "In one year" },
  { value: "date", label: "On a date" },
] as const;

interface Properties {
  readonly label: string;
  readonly description?: ReactNode;
  /** RFC 3339; null: never. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly error?: ReactNode;
}

/** When something ends: in a while, on a date, or never. Dates end with their day in UTC. */
export function ExpiryInput({ label, description, value, onChange, error }: Properties) {
  const [choice, setChoice] = useState<string>(value === null ? "never" : "date");
  const choose = (next: string) => {
    setChoice(next);
    if (next === "never") return onChange(null);
    const days = next === "date" ? 90 : Number(next);
    return onChange(
      value !== null && next === "date" ? value : endOfDay(new Date(Date.now() + days * DAY_MILLISECONDS)),
    );
  };
  return (
    <Group gap="sm" align="flex-end" wrap="wrap">
      <NativeSelect
        label={label}
        description={description}
        data={[...CHOICES]}
        value={choice}
        onChange={(event) => choose(event.currentTarget.value)}
        error={choice === "date" ? undefined : error}
        flex="1 1 12rem"
      />
      {choice === "date" && (
        <TextInput
          type="date"
          label="Last day (UTC)"
          value={value?.slice(0, 10) ?? ""}
          min={new Date().toISOString().slice(0, 10)}
          onChange={(event) => {
            const day = event.currentTarget.value;
            if (day !== "") onChange(`${day}T23:59:59Z`);
          }}
          error={error}
          flex="1 1 12rem"
        />
      )}
    </Group>
  );
}

function endOfDay(day: Date): string {
  return `${day.toISOString().slice(0, 10)}T23:59:59Z`;
}
