import type { Client, Resource } from "@celitech-auth/contract";

/** Scopes by the id of their API; an API without an entry is not chosen. */
export type GrantChoice = ReadonlyMap<string, readonly string[]>;

/** The least that makes sense: the default API, and of it only what every client may. */
export function leastChoice(resources: readonly Resource[]): GrantChoice {
  return new Map(resources.filter((one) => one.is_default).map(({ id }) => [id, []]));
}

export function choiceOf({ grants }: Pick<Client, "grants">): GrantChoice {
  return new Map(grants.map(({ resource_id: id, scopes }) => [id, scopes]));
}

/** With the API chosen, or not chosen any more. */
export function toggleResource(choice: GrantChoice, resourceId: string): GrantChoice {
  const changed = new Map(choice);
  if (!changed.delete(resourceId)) changed.set(resourceId, []);
  return changed;
}

/** With a scope of a chosen API added or taken away. */
export function toggleScope(choice: GrantChoice, resourceId: string, scope: string): GrantChoice {
  const scopes = choice.get(resourceId) ?? [];
  const changed = scopes.includes(scope) ? scopes.filter((one) => one !== scope) : [...scopes, scope];
  return new Map(choice).set(resourceId, changed);
}

/** What has to be put and removed to get from one choice to another. */
export function differenceOf(before: GrantChoice, after: GrantChoice) {
  const isSame = (id: string, scopes: readonly string[]) => {
    const old = before.get(id);
    return old !== undefined && old.length === scopes.length && scopes.every((scope) => old.includes(scope));
  };
  return {
    put: [...after].filter(([id, scopes]) => !isSame(id, scopes)),
    removed: [...before.keys()].filter((id) => !after.has(id)),
  };
}
