import { authorizationOf, responseOf } from "./fetch.ts";
import type { Guard } from "./guard.ts";
import { setAccessToken } from "./request-token.ts";

/** What of a Hono context is used. */
export interface HonoContextLike {
  readonly req: { readonly raw: Request };
  set(key: string, value: unknown): void;
}

/** A middleware for Hono. It answers refused requests itself and never throws. */
export type HonoGuard = (context: HonoContextLike, next: () => Promise<void>) => Promise<Response | undefined>;

export function honoGuard(guard: Guard): HonoGuard {
  return async (context, next) => {
    const { raw } = context.req;
    const outcome = await guard(authorizationOf(raw), raw.url);
    if ("answer" in outcome) return responseOf(outcome.answer);
    setAccessToken(context, outcome.token);
    setAccessToken(raw, outcome.token);
    context.set("auth", outcome.token);
    await next();
    return undefined;
  };
}
