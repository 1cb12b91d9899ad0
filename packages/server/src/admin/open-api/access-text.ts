import type { Endpoint, OrganizationRole } from "@celitech-auth/contract";

/** Who may call a route, in a sentence or two. `isRead`: it changes nothing. */
export function describeAccess({ access, scope, isRisky }: Endpoint, isRead: boolean): string {
  const sentences = [describeCallers(access, isRead), describeToken({ access, scope }), isRisky ? RECENT : ""];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

const RECENT = "A session has to be confirmed within the last 15 minutes.";

function describeCallers(access: Endpoint["access"], isRead: boolean): string {
  switch (access.kind) {
    case "anyone":
      return "Open to everyone.";
    case "signed_in":
      return "For everyone who is signed in.";
    case "operator":
      return "For operators.";
    case "member":
      return `For ${members(access.role)} of the partner${access.of === "client" ? " that the client belongs to" : ""}, and operators.`;
    case "listed":
      if (!isRead) return `For ${members(access.role)} of the partner that it is of, and operators.`;
      return `For everyone who is signed in; shows what belongs to partners whose ${role(access.role)} the caller is, and everything to operators.`;
  }
}

function describeToken({ access, scope }: Pick<Endpoint, "access" | "scope">): string {
  if (access.kind === "anyone") return "";
  return scope === null ? "Not for admin tokens." : `An admin token needs the scope \`${scope}\`.`;
}

function members(needed: OrganizationRole): string {
  switch (needed) {
    case "viewer":
      return "members";
    case "developer":
      return "developers and owners";
    case "owner":
      return "owners";
  }
}

function role(needed: OrganizationRole): string {
  switch (needed) {
    case "viewer":
      return "member";
    case "developer":
      return "developer or owner";
    case "owner":
      return "owner";
  }
}
