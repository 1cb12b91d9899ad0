import type { Actor } from "@celitech-auth/contract";
import { type ActorReference, actorKey, parseActor } from "../domain/actor.ts";
import type { AdministrationReader } from "../domain/administration-reader.ts";

/** Says who an actor is; of `user:ID` and the like, as they are stored. */
export type PresentActor = (stored: string) => Actor;

/**
 * Looks up the names of all these actors at once. Of one whose name is not known, its id is shown.
 * @example const present = await readActors(reader, events.map(({ actor }) => actor));
 */
export async function readActors(
  reader: Pick<AdministrationReader, "findActorNames">,
  stored: readonly string[],
): Promise<PresentActor> {
  const names = await reader.findActorNames([...new Set(stored)].map(parseActor));
  return (text) => {
    const reference = parseActor(text);
    return { ...reference, name: names.get(actorKey(reference)) ?? nameWithoutLookUp(reference) };
  };
}

function nameWithoutLookUp({ kind, id }: ActorReference): string {
  switch (kind) {
    case "server":
      return "the service itself";
    case "command_line":
      return `${id} (command line)`;
    case "user":
    case "admin_token":
    case "client":
      return id;
  }
}
