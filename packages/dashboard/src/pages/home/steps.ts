import type { Client } from "@celitech-auth/contract";

export interface Step {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  /** Of the client's page. */
  readonly tab: "secrets" | "test" | "code";
  readonly isDone: boolean;
}

/** The way from nothing to an application that runs, and how far it is gone by what the service has seen. */
export function stepsFor(clients: readonly Client[]): readonly Step[] {
  const secrets = clients.flatMap((client) => client.secrets);
  return [
    {
      title: "Create a client",
      text: "An id and a secret for your application.",
      action: "Create",
      tab: "secrets",
      isDone: clients.length > 0,
    },
    {
      title: "Get a first token",
      text: "Try the secret in the test panel, and see what is in the token.",
      action: "Open the test panel",
      tab: "test",
      isDone: clients.some((client) => client.last_used_at !== null),
    },
    {
      title: "Call from your application",
      text: "Copy the snippet for your language; this ticks once your server has fetched a token.",
      action: "Show the code",
      tab: "code",
      isDone: secrets.some(({ last_used_user_agent: agent, last_used_at: at }) => at !== null && !isBrowser(agent)),
    },
    {
      title: "Practise a rotation",
      text: "Replace the secret once without an outage, before the day when you have to.",
      action: "Rotate",
      tab: "secrets",
      isDone: secrets.some((secret) => secret.replaced_by !== null),
    },
  ];
}

/** The test panel runs in one; applications do not. */
function isBrowser(userAgent: string | null): boolean {
  return userAgent?.startsWith("Mozilla/") ?? false;
}
