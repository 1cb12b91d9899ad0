import type { FastifyInstance } from "fastify";

export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly handler: Parameters<FastifyInstance["route"]>[0]["handler"];
  readonly bodyLimit?: number;
}
