import type { AdminScope } from "@celitech-auth/contract";
import { Checkbox, Fieldset, Stack, Text } from "@mantine/core";
import classes from "./scope-field.module.css";
import { SCOPE_GROUPS } from "./scope-groups.ts";

interface Properties {
  readonly value: readonly AdminScope[];
  /** Scopes that only an operator's token can use are offered. */
  readonly isForOperator: boolean;
  readonly onChange: (scopes: readonly AdminScope[]) => void;
  readonly error?: string | undefined;
}

/** Chooses what a token may do, from descriptions; at first nothing. */
export function ScopeField({ value, isForOperator, onChange, error }: Properties) {
  const toggle = (scope: AdminScope, isChosen: boolean) =>
    onChange(isChosen ? [...value, scope] : value.filter((one) => one !== scope));
  return (
    <Checkbox.Group
      label="What it may do"
      description="As little as the job needs."
      value={[...value]}
      error={error}
      required
      inputWrapperOrder={["label", "description", "error", "input"]}
    >
      <div className={classes["groups"]}>
        {SCOPE_GROUPS.map(({ title, scopes }) => (
          <Fieldset key={title} legend={title} p="sm" className={classes["group"] ?? ""}>
            <Stack gap="xs">
              {scopes
                .filter(({ isOperatorsOnly }) => isForOperator || isOperatorsOnly !== true)
                .map(({ name, description }) => (
                  <Checkbox
                    key={name}
                    value={name}
                    label={
                      <Text span ff="monospace" size="xs">
                        {name}
                      </Text>
                    }
                    description={description}
                    onChange={(event) => toggle(name, event.currentTarget.checked)}
                  />
                ))}
            </Stack>
          </Fieldset>
        ))}
      </div>
    </Checkbox.Group>
  );
}
