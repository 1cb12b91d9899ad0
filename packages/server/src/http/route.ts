import type { FastifyInstance } from "fastify";

export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly handler: Parameters<FastifyInstance["route"]>[0]["handler"];
  readonly bodyLimit?: number;
}

/** Whether a path is one of those that a route's path stands for, whose parts beginning with `:` stand for any text. */
export function isPathOf(routePath: string, path: string): boolean {
  const parts = routePath.split("/");
  const given = path.split("/");
  return (
    parts.length === given.length &&
    parts.every((part, index) => (part.startsWith(":") ? given[index] !== "" : given[index] === part))
  );
}
