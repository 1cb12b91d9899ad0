import type { Client } from "@celitech-auth/contract";
import { Text } from "@mantine/core";

/** Who asked for tokens of a client. */
export function ClientActivity({ client }: { readonly client: Client }) {
  return <Text size="sm">{client.name}</Text>;
}
