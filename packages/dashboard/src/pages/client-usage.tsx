import type { Client } from "@celitech-auth/contract";
import { Text } from "@mantine/core";

/** Tokens of a client over time. */
export function ClientUsage({ client }: { readonly client: Client }) {
  return <Text size="sm">{client.name}</Text>;
}
