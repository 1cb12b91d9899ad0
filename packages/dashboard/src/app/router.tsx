import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { PageLoader } from "../elements/page-loader.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { PageFailure } from "./page-failure.tsx";
import { parseSearchText, pickSearch, writeSearchText } from "./search-params.ts";
import { AppFrame } from "./shell/app-frame.tsx";

const root = createRootRoute({ component: AppFrame, notFoundComponent: NotFoundPage });
const getParentRoute = () => root;

// Every page of the dashboard, each in a file of its own that is loaded when it is visited.
const pages = [
  createRoute({
    getParentRoute,
    path: "/",
    component: lazyRouteComponent(() => import("../pages/home/home-page.tsx"), "HomePage"),
  }),
  createRoute({
    getParentRoute,
    path: "/clients",
    validateSearch: pickSearch("search", "status", "organization", "sort", "cursor"),
    component: lazyRouteComponent(() => import("../pages/clients/clients-page.tsx"), "ClientsPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/clients/new",
    validateSearch: pickSearch("organization"),
    component: lazyRouteComponent(() => import("../pages/clients/create-client-page.tsx"), "CreateClientPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/clients/$clientId",
    validateSearch: pickSearch("tab", "outcome", "range", "language"),
    component: lazyRouteComponent(() => import("../pages/client/client-page.tsx"), "ClientPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/partners",
    validateSearch: pickSearch("search"),
    component: lazyRouteComponent(() => import("../pages/partners-page.tsx"), "PartnersPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/partners/$organizationId",
    validateSearch: pickSearch("tab", "range"),
    component: lazyRouteComponent(() => import("../pages/partner-page.tsx"), "PartnerPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/members",
    component: lazyRouteComponent(() => import("../pages/members-page.tsx"), "MembersPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/apis",
    component: lazyRouteComponent(() => import("../pages/apis-page.tsx"), "ApisPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/apis/$resourceId",
    component: lazyRouteComponent(() => import("../pages/api-page.tsx"), "ApiPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/signing-keys",
    component: lazyRouteComponent(() => import("../pages/signing-keys-page.tsx"), "SigningKeysPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/audit-log",
    validateSearch: pickSearch("organization", "subject", "actor", "action", "since", "until"),
    component: lazyRouteComponent(() => import("../pages/audit-log-page.tsx"), "AuditLogPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/usage",
    validateSearch: pickSearch("range", "organization", "client"),
    component: lazyRouteComponent(() => import("../pages/usage-page.tsx"), "UsagePage"),
  }),
  createRoute({
    getParentRoute,
    path: "/security",
    validateSearch: pickSearch("organization"),
    component: lazyRouteComponent(() => import("../pages/security-page.tsx"), "SecurityPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/account",
    component: lazyRouteComponent(() => import("../pages/account-page.tsx"), "AccountPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/admin-tokens",
    component: lazyRouteComponent(() => import("../pages/admin-tokens-page.tsx"), "AdminTokensPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/operators",
    component: lazyRouteComponent(() => import("../pages/operators-page.tsx"), "OperatorsPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/service",
    component: lazyRouteComponent(() => import("../pages/service-page.tsx"), "ServicePage"),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren(pages),
  defaultPreload: "intent",
  defaultPendingComponent: PageLoader,
  defaultErrorComponent: PageFailure,
  scrollRestoration: true,
  parseSearch: parseSearchText,
  stringifySearch: writeSearchText,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
