import type { Actor } from "@celitech-auth/contract";

/** Who did something, in words: at the start of a sentence, or within one ("created by admin token Terraform"). */
export function nameActor({ kind, name }: Actor, place: "start" | "within"): string {
  switch (kind) {
    case "user":
    case "client":
    case "command_line":
      return name;
    case "admin_token":
      return `${place === "start" ? "Admin" : "admin"} token ${name}`;
    case "server":
      return `${place === "start" ? "The" : "the"} service`;
  }
}
