import type { Resource } from "@celitech-auth/contract";
import { Checkbox, Stack, Text } from "@mantine/core";
import { useSession } from "../session/session.tsx";
import { type GrantChoice, toggleResource, toggleScope } from "./grant-choice.ts";
import classes from "./grant-picker.module.css";

interface Properties {
  readonly resources: readonly Resource[];
  readonly choice: GrantChoice;
  readonly onChange: (choice: GrantChoice) => void;
  readonly isReadOnly?: boolean;
}

/** The APIs that a client may call, each with what it may do there in words. */
export function GrantPicker({ resources, choice, onChange, isReadOnly = false }: Properties) {
  return (
    <Stack gap="sm">
      {resources.map((resource) => (
        <div key={resource.id} className={classes["resource"]}>
          <Checkbox
            label={
              <>
                <Text span fw={550} size="sm">
                  {resource.name}
                </Text>
                {resource.is_default && (
                  <Text span size="xs" c="dimmed">
                    {" "}
                    · the default API
                  </Text>
                )}
              </>
            }
            description={<span className={classes["audience"]}>{resource.audience}</span>}
            checked={choice.has(resource.id)}
            disabled={isReadOnly}
            onChange={() => onChange(toggleResource(choice, resource.id))}
          />
          {choice.has(resource.id) && <Scopes {...{ resource, choice, onChange, isReadOnly }} />}
        </div>
      ))}
    </Stack>
  );
}

interface ScopesProperties {
  readonly resource: Resource;
  readonly choice: GrantChoice;
  readonly onChange: (choice: GrantChoice) => void;
  readonly isReadOnly: boolean;
}

function Scopes({ resource, choice, onChange, isReadOnly }: ScopesProperties) {
  const { is_operator: isOperator } = useSession();
  const chosen = choice.get(resource.id) ?? [];
  if (resource.scopes.length === 0)
    return (
      <Text size="xs" c="dimmed" className={classes["scopes"]}>
        This API has no scopes: a token for it is all that it asks for.
      </Text>
    );
  return (
    <Stack gap={10} className={classes["scopes"]} role="group" aria-label={`Scopes of ${resource.name}`}>
      {resource.scopes.map((scope) => {
        const isLocked = scope.is_restricted && !isOperator && !chosen.includes(scope.name);
        return (
          <Checkbox
            key={scope.name}
            size="xs"
            label={<span className={classes["scope"]}>{scope.name}</span>}
            description={[scope.description, isLocked ? "An operator has to allow it: contact support." : ""]
              .filter((text) => text !== "")
              .join(" ")}
            checked={chosen.includes(scope.name)}
            disabled={isReadOnly || isLocked}
            onChange={() => onChange(toggleScope(choice, resource.id, scope.name))}
          />
        );
      })}
    </Stack>
  );
}
