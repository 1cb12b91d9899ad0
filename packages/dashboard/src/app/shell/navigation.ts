import type { SessionState } from "@celitech-auth/contract";
import {
  IconApi,
  IconBuilding,
  IconCertificate,
  IconChartHistogram,
  IconHistory,
  IconHome,
  IconKey,
  IconRobot,
  IconServer,
  IconShieldCheck,
  IconUserCog,
  IconUsers,
} from "@tabler/icons-react";
import { mayAnywhere } from "../../session/session.tsx";

export interface NavigationItem {
  readonly label: string;
  readonly to:
    | "/"
    | "/clients"
    | "/usage"
    | "/security"
    | "/audit-log"
    | "/apis"
    | "/members"
    | "/admin-tokens"
    | "/partners"
    | "/signing-keys"
    | "/operators"
    | "/service";
  readonly icon: typeof IconHome;
  readonly isSeenBy: (session: SessionState) => boolean;
}

export interface NavigationGroup {
  readonly label: string | undefined;
  readonly items: readonly NavigationItem[];
}

const everyone = () => true;
const operators = (session: SessionState) => session.is_operator;

const GROUPS: readonly NavigationGroup[] = [
  {
    label: undefined,
    items: [
      { label: "Home", to: "/", icon: IconHome, isSeenBy: everyone },
      { label: "Clients", to: "/clients", icon: IconKey, isSeenBy: everyone },
      { label: "APIs", to: "/apis", icon: IconApi, isSeenBy: everyone },
    ],
  },
  {
    label: "Watch",
    items: [
      { label: "Usage", to: "/usage", icon: IconChartHistogram, isSeenBy: everyone },
      { label: "Security", to: "/security", icon: IconShieldCheck, isSeenBy: everyone },
      { label: "Audit log", to: "/audit-log", icon: IconHistory, isSeenBy: everyone },
    ],
  },
  {
    label: "Team",
    items: [
      { label: "Partners", to: "/partners", icon: IconBuilding, isSeenBy: operators },
      { label: "Members", to: "/members", icon: IconUsers, isSeenBy: ({ memberships }) => memberships.length > 0 },
      {
        label: "Admin tokens",
        to: "/admin-tokens",
        icon: IconRobot,
        isSeenBy: (session) => mayAnywhere(session, "owner"),
      },
    ],
  },
  {
    label: "Operate",
    items: [
      { label: "Signing keys", to: "/signing-keys", icon: IconCertificate, isSeenBy: operators },
      { label: "Operators", to: "/operators", icon: IconUserCog, isSeenBy: operators },
      { label: "Service", to: "/service", icon: IconServer, isSeenBy: operators },
    ],
  },
];

/** The pages that this person can use. */
export function navigationFor(session: SessionState): readonly NavigationGroup[] {
  return GROUPS.map(({ label, items }) => ({ label, items: items.filter((item) => item.isSeenBy(session)) })).filter(
    ({ items }) => items.length > 0,
  );
}
