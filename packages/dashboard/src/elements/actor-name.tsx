import type { Actor } from "@celitech-auth/contract";

/** Who did something, in words. */
export function ActorName({ actor }: { readonly actor: Actor }) {
  switch (actor.kind) {
    case "user":
    case "client":
      return <>{actor.name}</>;
    case "admin_token":
      return <>admin token “{actor.name}”</>;
    case "command_line":
      return <>the command line</>;
    case "server":
      return <>the service</>;
  }
}
