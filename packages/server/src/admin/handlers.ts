import type { EndpointKey } from "@celitech-auth/contract";
import { accountHandlers } from "./account-handlers.ts";
import { adminTokenHandlers } from "./admin-token-handlers.ts";
import { auditHandlers } from "./audit-handlers.ts";
import { clientHandlers } from "./client-handlers.ts";
import { confirmHandlers } from "./confirm-handlers.ts";
import type { Handlers } from "./handler.ts";
import { invitationHandlers } from "./invitation-handlers.ts";
import { linkHandlers } from "./link-handlers.ts";
import { memberHandlers } from "./member-handlers.ts";
import { organizationHandlers } from "./organization-handlers.ts";
import { resourceHandlers } from "./resource-handlers.ts";
import { secretHandlers } from "./secret-handlers.ts";
import { serviceHandlers } from "./service-handlers.ts";
import { sessionHandlers } from "./session-handlers.ts";
import { signInHandlers } from "./sign-in-handlers.ts";
import { signingKeyHandlers } from "./signing-key-handlers.ts";
import { usageHandlers } from "./usage-handlers.ts";

/** Every route of the admin API. */
export const handlers: Handlers<EndpointKey> = {
  ...linkHandlers,
  ...signInHandlers,
  ...sessionHandlers,
  ...confirmHandlers,
  ...accountHandlers,
  ...adminTokenHandlers,
  ...organizationHandlers,
  ...memberHandlers,
  ...invitationHandlers,
  ...clientHandlers,
  ...secretHandlers,
  ...resourceHandlers,
  ...signingKeyHandlers,
  ...auditHandlers,
  ...usageHandlers,
  ...serviceHandlers,
};
