/** Who did something, as it is stored: `user:ID`, `admin_token:ID`, `client:ID`, `cli:NAME` or `server`. */
export interface ActorReference {
  readonly kind: "user" | "admin_token" | "command_line" | "server" | "client";
  readonly id: string;
}

const KINDS: Readonly<Record<string, ActorReference["kind"]>> = {
  user: "user",
  admin_token: "admin_token",
  client: "client",
  cli: "command_line",
};

/** Text that names no known kind is someone at the machine: nobody else could have written it. */
export function parseActor(text: string): ActorReference {
  if (text === "server") return { kind: "server", id: "server" };
  const separator = text.indexOf(":");
  const kind = Object.hasOwn(KINDS, text.slice(0, separator)) ? KINDS[text.slice(0, separator)] : undefined;
  return kind === undefined ? { kind: "command_line", id: text } : { kind, id: text.slice(separator + 1) };
}

/** The key of `ActorNames`. */
export function actorKey({ kind, id }: ActorReference): string {
  return `${kind}:${id}`;
}

/** Names by `actorKey`, of those whose name is known. */
export type ActorNames = ReadonlyMap<string, string>;
