import { lazy, Suspense } from "react";
import { PageLoader } from "../../elements/page-loader.tsx";
import { useSession } from "../../session/session.tsx";
import { PartnerHome } from "./partner-home.tsx";

const OperatorHome = lazy(async () => {
  const { OperatorHome: component } = await import("./operator-home.tsx");
  return { default: component };
});

/** The first page: what to do next, for whoever is signed in. */
export function HomePage() {
  const { is_operator: isOperator } = useSession();
  if (!isOperator) return <PartnerHome />;
  return (
    <Suspense fallback={<PageLoader />}>
      <OperatorHome />
    </Suspense>
  );
}
