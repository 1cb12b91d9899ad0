import { PageHeader } from "../elements/page-header.tsx";

/** Signing keys. */
export function SigningKeysPage() {
  return <PageHeader title="Signing keys" />;
}
