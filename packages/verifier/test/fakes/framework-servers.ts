import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import express from "express";
import express4 from "express4";
import fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import type { AccessTokenVerifier } from "../../src/access-token-verifier.ts";
import type { GuardOptions } from "../../src/middleware/guard.ts";
import { accessTokenOf } from "../../src/middleware/request-token.ts";
import type { VerifiedAccessToken } from "../../src/verified-access-token.ts";

export interface RunningServer {
  readonly port: number;
  stop(): Promise<void>;
}

export type StartServer = (auth: AccessTokenVerifier, options?: GuardOptions) => Promise<RunningServer>;

/** The property that the middlewares set on a request. */
function authOf(request: object): VerifiedAccessToken | undefined {
  return (request as { readonly auth?: VerifiedAccessToken }).auth;
}

/** The body of every route: who calls, by the type-safe way and by the framework's own. */
function answerOf(carrier: object, auth: VerifiedAccessToken | undefined): Record<string, unknown> {
  const { clientId, organizationId, scopes } = accessTokenOf(carrier);
  return { clientId, organizationId, scopes, isSame: auth === accessTokenOf(carrier) };
}

export const startNodeHttp: StartServer = (auth, options) =>
  listen(
    createServer(
      auth.node((request, response, token) => {
        response.end(JSON.stringify(answerOf(request, token === authOf(request) ? token : undefined)));
      }, options),
    ),
  );

export const startExpress5: StartServer = (auth, options) => {
  const app = express();
  app.get("/", auth.express(options), (request, response) => {
    response.json(answerOf(request, authOf(request)));
  });
  return listen(createServer(app));
};

export const startExpress4: StartServer = (auth, options) => {
  const app: ReturnType<typeof express> = express4();
  app.get("/", auth.express(options), (request, response) => {
    response.json(answerOf(request, authOf(request)));
  });
  return listen(createServer(app));
};

export const startFastify: StartServer = async (auth, options) => {
  const app = fastify();
  app.get("/", { onRequest: auth.fastify(options) }, async (request) => answerOf(request, authOf(request)));
  await app.listen({ port: 0, host: "127.0.0.1" });
  return { port: (app.server.address() as AddressInfo).port, stop: () => app.close() };
};

export const startHono: StartServer = async (auth, options) => {
  const app = new Hono<{ Variables: { auth: VerifiedAccessToken } }>();
  app.get("/", auth.hono(options), (context) => context.json(answerOf(context, context.get("auth"))));
  return honoServer(app.fetch);
};

export const startKoa: StartServer = (auth, options) => {
  const app = new Koa();
  app.silent = true;
  app.use(auth.koa(options));
  app.use((context) => {
    context.body = answerOf(context, context.state["auth"]);
  });
  return listen(createServer(app.callback()));
};

/** A fetch handler, behind an adapter that makes `Request` objects from real ones. */
export const startFetch: StartServer = (auth, options) =>
  honoServer(auth.fetch((request, token) => Response.json(answerOf(request, token)), options));

export const FRAMEWORKS: Readonly<Record<string, StartServer>> = {
  "node:http": startNodeHttp,
  "Express 4": startExpress4,
  "Express 5": startExpress5,
  Fastify: startFastify,
  Hono: startHono,
  Koa: startKoa,
  fetch: startFetch,
};

async function honoServer(fetch: (request: Request) => Response | Promise<Response>): Promise<RunningServer> {
  const server = await new Promise<Server>((resolve) => {
    const started = serve({ fetch, port: 0, hostname: "127.0.0.1" }, () => resolve(started as Server));
  });
  return running(server);
}

async function listen(server: Server): Promise<RunningServer> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return running(server);
}

function running(server: Server): RunningServer {
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
