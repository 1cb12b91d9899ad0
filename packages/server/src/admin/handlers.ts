import type { EndpointKey } from "@celitech-auth/contract";
import type { Handlers } from "./handler.ts";

/** Every route of the admin API that is there. */
export const handlers: Partial<Handlers<EndpointKey>> = {};
