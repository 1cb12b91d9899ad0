import type { EndpointKey } from "@celitech-auth/contract";
import type { Handlers } from "./handler.ts";
import { linkHandlers } from "./link-handlers.ts";
import { sessionHandlers } from "./session-handlers.ts";

/** Every route of the admin API that is there. */
export const handlers: Partial<Handlers<EndpointKey>> = {
  ...linkHandlers,
  ...sessionHandlers,
};
