import type { IncomingMessage } from "node:http";
import type { Guard } from "./guard.ts";
import { authorizationLines } from "./node.ts";
import { setAccessToken } from "./request-token.ts";

/** What of a Koa context is used. */
export interface KoaContextLike {
  readonly req: IncomingMessage;
  readonly state: object;
  status: number;
  body: unknown;
  set(headers: Record<string, string>): void;
}

/** A middleware for Koa. It answers refused requests itself; what it throws comes from later middlewares. */
export type KoaGuard = (context: KoaContextLike, next: () => Promise<unknown>) => Promise<void>;

export function koaGuard(guard: Guard): KoaGuard {
  return async (context, next) => {
    const outcome = await guard(authorizationLines(context.req), context.req.url ?? "");
    if ("answer" in outcome) {
      context.status = outcome.answer.status;
      context.body = outcome.answer.body;
      context.set({ ...outcome.answer.headers });
      return;
    }
    setAccessToken(context, outcome.token);
    setAccessToken(context.req, outcome.token);
    Object.assign(context.state, { auth: outcome.token });
    await next();
  };
}
