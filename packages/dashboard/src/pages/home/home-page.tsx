import { PageHeader } from "../../elements/page-header.tsx";

/** Home. */
export function HomePage() {
  return <PageHeader title="Home" />;
}
