import type { EndpointKey } from "@celitech-auth/contract";
import { accountHandlers } from "./account-handlers.ts";
import { confirmHandlers } from "./confirm-handlers.ts";
import type { Handlers } from "./handler.ts";
import { linkHandlers } from "./link-handlers.ts";
import { sessionHandlers } from "./session-handlers.ts";
import { signInHandlers } from "./sign-in-handlers.ts";

/** Every route of the admin API that is there. */
export const handlers: Partial<Handlers<EndpointKey>> = {
  ...linkHandlers,
  ...signInHandlers,
  ...sessionHandlers,
  ...confirmHandlers,
  ...accountHandlers,
};
